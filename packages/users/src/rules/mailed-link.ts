/**
 * A link for a mail: the configured page, what to do there behind the `#`. What stands there is never sent to a server, so no
 * log and no Referer holds a code, and a scanner that opens the link spends nothing.
 */
export function mailedLink(base: string, action: string, facts: Readonly<Record<string, string>> = {}): string {
  const link = new URL(base);
  link.hash = new URLSearchParams({ action, ...facts }).toString();
  return link.href;
}
