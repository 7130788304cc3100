const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/** The first four groups of an IPv6 address, without leading zeros. */
function network(ip: string): string {
  const [head = '', tail] = ip.split('::', 2);
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

/** What one customer of a network provider is given: one IPv4 address, or an IPv6 /64 (RFC 6177). */
export function clientBlock(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  return ip.includes(':') ? `${network(ip.split('%', 1)[0] ?? '')}::/64` : ip;
}
