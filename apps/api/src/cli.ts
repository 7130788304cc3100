import { type Command, commandOf, usage, UsageError } from './command-line.ts';

/** Undefined where the command line is wrong, which is said, with code 2. */
function read(args: string[]): Command | undefined {
  try {
    return commandOf(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

const command = read(process.argv.slice(2));
if (command) {
  const { run } = await import('./commands/run.ts');
  await run(command);
}
