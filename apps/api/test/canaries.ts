export interface Canaries {
  /** What nobody but its owner may ever read. */
  secret(text: string): string;
  /** A person's data, which has its place in some tables. */
  personal(text: string): string;
  readonly size: number;
  /** The canaries that stand in `text`, as they are or encoded. */
  inside(text: string, kind?: 'secret' | 'any'): string[];
}

const isDigits = /^\d+$/;
const encodings = (canary: string): string[] => [
  canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1), Buffer.from(canary).toString('base64'), Buffer.from(canary).toString('hex'),
];

/** A code of digits is part of many longer numbers: it has to stand alone. */
const stands = (canary: string, text: string): boolean =>
  isDigits.test(canary) ? new RegExp(`(?<![\\w.-])${canary}(?![\\w.-])`).test(text) : encodings(canary).some((form) => text.includes(form));

/** Texts that are planted where they belong, and looked for where they do not. */
export function createCanaries(): Canaries {
  const [secrets, persons] = [new Set<string>(), new Set<string>()];
  const kept = (set: Set<string>) => (text: string): string => {
    set.add(text);
    return text;
  };
  return {
    secret: kept(secrets),
    personal: kept(persons),
    get size() {
      return secrets.size + persons.size;
    },
    inside: (text, kind = 'any') => [...secrets, ...(kind === 'any' ? persons : [])].filter((canary) => stands(canary, text)),
  };
}
