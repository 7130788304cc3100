import { writeSync } from 'node:fs';
import { startThrowAwayPostgres } from '../src/index.ts';

/** A process that starts a throw-away server and ends as it is told: in order, or killed. */
const server = await startThrowAwayPostgres();
writeSync(1, server.url);
if (process.argv[2] === 'killed') process.kill(process.pid, 'SIGKILL');
await server.stop();
