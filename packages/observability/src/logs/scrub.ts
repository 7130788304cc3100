export const redacted = '[redacted]';

// Each alternative keeps what its groups hold and drops what follows.
const patterns: readonly [RegExp, string][] = [
  // Drizzle puts every parameter of a failed query behind this word.
  [/(\nparams: ).*/gs, `$1${redacted}`],
  // PostgreSQL quotes the value that it cannot read.
  [/(invalid (?:input )?(?:syntax|value) for [^:"]{0,100}: ")[^"]*/g, `$1${redacted}`],
  [/\b((?:Bearer|Basic|DPoP) )[\w.~+/=-]+/gi, `$1${redacted}`],
  [/(:\/\/[^\s:/@]*:)[^\s/@]+@/g, `$1${redacted}@`],
  [/((?:password|passphrase|token|secret)["']?[=:] ?["']?)[^\s&;,"'}\])]+/gi, `$1${redacted}`],
  [/([?&](?:code|key)=)[^\s&"']+/gi, `$1${redacted}`],
  [/\b(?:plk|whsec)_\w+/g, redacted],
];

const suspicious = /\nparams: |invalid |Bearer|Basic|DPoP|:\/\/|pass|token|secret|code=|key=|plk_|whsec_/i;

/** Takes out of prose what has the form of a credential: a last net behind `redact`, which goes by the names of fields. */
export function scrub(text: string): string {
  if (!suspicious.test(text)) return text;
  return patterns.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
