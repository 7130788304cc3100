import { application } from '@plinth/tsup';
import type { Options } from 'tsup';

// The embedded database stays outside: only development loads it.
export default { ...(application(['src/main.ts', 'src/cli.ts']) as Options), external: ['@plinth/postgres'] };
