export { type PostgresServer, type StartOptions, startPostgres } from './server.ts';
export { startThrowAwayPostgres } from './throw-away.ts';
