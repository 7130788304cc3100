import { expect, test } from 'vitest';
import { clientBlock } from './client-block.ts';

test('an IPv4 address is a client of its own, also when it comes mapped into IPv6', () => {
  expect(clientBlock('192.0.2.7')).toBe('192.0.2.7');
  expect(clientBlock('::ffff:192.0.2.7')).toBe('192.0.2.7');
});

test('26. all addresses of an IPv6 /64 are one client, however they are written', () => {
  const block = '2001:db8:0:1::/64';
  for (const ip of ['2001:db8:0:1::', '2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:0DB8:0000:0001:0:0:0:9', '2001:db8:0:1:a::b']) {
    expect([ip, clientBlock(ip)]).toEqual([ip, block]);
  }
  expect(clientBlock('2001:db8:0:2::1')).not.toBe(block);
  expect(clientBlock('2001:db8::1')).toBe('2001:db8:0:0::/64');
});

test('loopback and link-local addresses have a block too', () => {
  expect(clientBlock('::1')).toBe('0:0:0:0::/64');
  expect(clientBlock('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
});
