import { library } from '@plinth/tsup';

export default library(['src/index.ts', 'src/register.ts']);
