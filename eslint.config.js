import { configOfWorkspace } from '@plinth/eslint-config';

export default configOfWorkspace(import.meta.dirname);
