const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Serialization failure and deadlock: the transaction did nothing and may be run again (PostgreSQL, appendix A, class 40). */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

const unavailable = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57014', // query_canceled: the statement's or the call's time ran out
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
]);

/** The database did not answer, or not in time; another try later may succeed. */
export const isUnavailable = (error: unknown): boolean => unavailable.has(codeOf(error));
