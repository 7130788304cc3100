const [begin, end] = ['<!-- Made by pnpm run drift: -->\n', '<!-- to here. -->\n'];

/** A page with the part of it that the code makes; where it has none yet, at its end under a heading. */
export function withMade(page: string, made: string, heading: string): string {
  const [before = '', rest = ''] = page.split(begin, 2);
  const [, after = ''] = rest.split(end, 2);
  return rest === '' ? `${page}\n## ${heading}\n\n${begin}\n${made}\n${end}` : `${before}${begin}\n${made}\n${end}${after}`;
}
