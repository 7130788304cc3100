import { configOf } from '@plinth/eslint-config';

export default configOf(import.meta.dirname);
