import { application } from '@plinth/tsup';

export default application(['src/main.ts', 'src/cli.ts']);
