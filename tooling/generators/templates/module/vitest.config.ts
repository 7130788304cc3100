import { withPostgres } from '@plinth/vitest';

export default withPostgres();
