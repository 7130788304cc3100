import { startPostgres } from '../src/index.ts';

/** A process of its own that uses the server of the directory it is given, until it is told to stop or is killed. */
const server = await startPostgres({ directory: process.argv[2] ?? '', durable: false });
console.log(JSON.stringify({ url: server.url, migrationUrl: server.migrationUrl }));
process.stdin.once('data', () => {
  void server.stop().then((stopped) => {
    console.log(JSON.stringify({ stopped }));
    process.exit();
  });
});
