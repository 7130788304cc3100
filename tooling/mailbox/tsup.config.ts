import { library } from '@plinth/tsup';

export default library(['src/index.ts']);
