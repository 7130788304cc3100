import { argv, stdout } from 'node:process';
import { migrate } from '../src/migrator/migrate.ts';

/** One migrator in a process of its own: says what it applied. */
const [options = ''] = argv.slice(2);
stdout.write(JSON.stringify(await migrate(JSON.parse(options) as Parameters<typeof migrate>[0])));
