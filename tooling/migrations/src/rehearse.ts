import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { lastRelease, rehearse } from './rehearsal.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string', multiple: true, default: [] } } });

const release = positionals[0] ?? lastRelease(repository);
if (release === undefined) console.log('not run: no release is tagged in this clone.');
else if (!rehearse({ repository, release, only: values.only, say: (line) => console.log(line) })) process.exitCode = 1;
