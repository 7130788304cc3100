/** How code reads a variable by its name: `process.env['X']`, `process.env.X`, `{ X, Y = '' } = process.env`, and by `{ env } = process`. */
const members = /\b(?:process\.)?env(?:\['(?<quoted>\w+)'\]|\.(?<plain>[A-Z]\w*))(?!\s*=[^=])/g;
const destructured = /\{(?<names>[^{}]+)\}\s*=\s*process\.env\b/g;
/** By a name that is computed: every text that could be one counts. */
const computed = /\benv\[(?!['"])/;
const texts = /'(?<text>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;

const uses = /\bprocess\.env\b|\{ env \} = process\b/;

/** The variables that a file reads; none where it does not look at the environment of its process. */
export function variablesRead(code: string): string[] {
  if (!uses.test(code)) return [];
  const read = [...code.matchAll(members)].flatMap(({ groups }) => groups?.['quoted'] ?? groups?.['plain'] ?? []);
  const taken = [...code.matchAll(destructured)].flatMap(({ groups }) => (groups?.['names'] ?? '').split(',').map((name) => name.split(/[=:]/)[0]?.trim() ?? ''));
  const possible = computed.test(code) ? [...code.matchAll(texts)].flatMap(({ groups }) => groups?.['text'] ?? []) : [];
  return [...new Set([...read, ...taken, ...possible])].filter((name) => name !== '').toSorted();
}
