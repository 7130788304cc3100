import { pure } from '@plinth/vitest';

export default pure({ testTimeout: 60_000, hookTimeout: 60_000 });
