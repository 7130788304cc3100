import { pure } from '@plinth/vitest';

// The tests of a template are run in the module that is made of it.
export default pure({ dir: 'src' });
