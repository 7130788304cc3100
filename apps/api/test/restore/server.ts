import { startPostgres } from '@plinth/postgres';

// `node server.ts start DIRECTORY` and `stop`: what systemctl does with the server of the page.
const [command, directory = ''] = process.argv.slice(2);

const server = await startPostgres({ directory });
if (command === 'stop') await server.stop({ force: true });
// A server that runs goes on without who started it.
process.exit(0);
