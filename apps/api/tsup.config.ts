import { application } from '@plinth/tsup';

// The embedded database stays outside: only development loads it.
export default { ...application(['src/main.ts', 'src/cli.ts']), external: ['@plinth/postgres'] };
