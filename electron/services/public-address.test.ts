import { expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '93.184.215.14',
  '172.32.0.1',
  '2606:4700::1111',
  '2a00:1450:4001:80b::200e',
])('%s is on the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['this host', ['0.0.0.0', '0.1.2.3', '::']],
  ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
  ['shared with the provider', ['100.64.0.1', '100.127.255.255']],
  ['link-local, with the metadata of clouds', ['169.254.169.254', '169.254.0.1', 'fe80::1', 'febf::1']],
  [
    'multicast, broadcast and reserved',
    ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1'],
  ],
  [
    'for documentation and tests',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1'],
  ],
  ['of protocols', ['192.0.0.8', '192.88.99.1', '2001::1', '2001:1::1', '5f00::1', '100::1']],
  [
    'IPv4 in IPv6',
    [
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::ffff:7f00:1',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      '64:ff9b::8.8.8.8',
      '64:ff9b:1::1',
      '2002:7f00:1::',
    ],
  ],
  [
    'no number',
    ['', 'localhost', 'example.com', '127.1', '0x7f000001', '2606:4700::1111%eth0', '8.8.8.8:443'],
  ],
])('an address that is %s is not', (_kind, addresses) => {
  for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false]);
});
