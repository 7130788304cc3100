import { pure } from '@plinth/vitest';

// What it sets up is global to its process.
export default pure({ isolate: true });
