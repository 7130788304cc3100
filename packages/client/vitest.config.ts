import { pure } from '@plinth/vitest';

export default pure();
