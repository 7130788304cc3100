export interface Credentials {
  readonly code: string | null;
  readonly link: string | null;
  readonly token: string | null;
}

const links = /https?:\/\/[^\s<>"']+/g;
const codes = /\b\d{6,8}\b/g;

const firstOf = (matches: Iterable<RegExpExecArray>): string | null => Array.from(matches, ([text]) => text)[0] ?? null;

/** The code to type, the first link and its token, as a person would find them in the text of a mail. */
export function credentialsIn(text: string): Credentials {
  const link = firstOf(text.matchAll(links));
  const code = firstOf(text.replaceAll(links, ' ').matchAll(codes));
  const url = link === null ? undefined : new URL(link);
  const token = url && (url.searchParams.get('token') ?? new URLSearchParams(url.hash.slice(1)).get('token'));
  return { code, link, token: token ?? null };
}
