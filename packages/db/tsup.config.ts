import { library } from '@plinth/tsup';

// The driver is mended here by a patch, which a consumer's installation would not apply.
export default library(['src/index.ts'], { carries: ['postgres'] });
