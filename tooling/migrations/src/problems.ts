import type { Exception } from './exceptions.ts';
import type { MigrationFile } from './files.ts';
import { type Finding, findingsIn } from './squawk.ts';

const named = /\/\d{4}_[a-z0-9_]+\.sql$/;
const withoutTransaction = /^-- plinth: no transaction[^\S\n]*(?:\n|$)/;

/** Files of the platform belong to every module, and say `{module}` where its name goes. */
const withNames = (content: string): string => content.replaceAll('{module}', 'example').replaceAll('{schema}', 'example_jobs');

const isRemark = (line: string | undefined): boolean => line !== undefined && /^\s*--\s*\S/.test(line) && !/^\s*--\s*(?:squawk-ignore|plinth:)/.test(line);

/** Lines that silence squawk where the line above does not say why. */
function unexplained(content: string): Finding[] {
  const lines = content.split('\n');
  return lines.flatMap((line, index) =>
    /--\s*squawk-ignore/.test(line) && !isRemark(lines[index - 1])
      ? [{ rule: 'ignore-with-reason', line: index + 1, message: 'Say in a comment on the line above why this is safe here.' }]
      : [],
  );
}

function findingsOf({ path, content }: MigrationFile): Finding[] {
  const name = named.test(path) ? [] : [{ rule: 'file-name', line: 1, message: 'A migration is named 0001_words_of_its_intention.sql.' }];
  return [...name, ...unexplained(content), ...findingsIn(withNames(content), !withoutTransaction.test(content))];
}

/** A line for each finding that no exception covers, and for each exception that covers nothing. */
export function problemsOf(files: readonly MigrationFile[], exceptions: readonly Exception[]): string[] {
  const needed = new Set<string>();
  const problems = files.flatMap((file) =>
    findingsOf(file).flatMap(({ rule, line, message }) => {
      const excused = exceptions.some((exception) => exception.file === file.path && exception.rules.includes(rule));
      if (excused) needed.add(`${file.path} ${rule}`);
      return excused ? [] : [`${file.path}:${line} ${rule}: ${message}`];
    }),
  );
  const idle = exceptions.flatMap(({ file, rules }) =>
    rules.filter((rule) => !needed.has(`${file} ${rule}`)).map((rule) => `The exception to ${rule} in ${file} is not needed any more.`),
  );
  return [...problems, ...idle];
}
