import { library } from '@plinth/tsup';

export default library(['src/index.ts', 'src/http/index.ts', 'src/events.ts', 'src/migrations.ts', 'testing/index.ts']);
