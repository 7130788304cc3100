import { isIPv6 } from 'node:net';

const groupsIn = (text: string): string[] => (text === '' ? [] : text.split(':'));

/** Who is behind an address: itself, or the /64 of an IPv6 address, any of whose 2^64 addresses one customer can use. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip;
  const [head = '', tail] = (ip.split('%', 1)[0] ?? '').split('::', 2);
  const [before, after] = [groupsIn(head), groupsIn(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}
