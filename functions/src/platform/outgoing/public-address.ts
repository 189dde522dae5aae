import { BlockList, isIP } from 'node:net';

/** Ranges that lead to nobody on the public internet: own networks, own machines, what is reserved or documentation. */
const special: Record<'ipv4' | 'ipv6', readonly string[]> = {
  ipv4: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    // Here clouds tell a machine its own secrets.
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.31.196.0/24',
    '192.52.193.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '192.175.48.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
    // Alibaba Cloud's and Oracle's own, outside of the ranges above or not.
    '100.100.100.200/32',
  ],
  // Within what is given out at all (2000::/3); some of these hold an IPv4 address.
  ipv6: ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'],
};

const blocked = new BlockList();
for (const [family, ranges] of Object.entries(special))
  for (const range of ranges) {
    const [net = '', bits = ''] = range.split('/');
    blocked.addSubnet(net, Number(bits), family as 'ipv4' | 'ipv6');
  }
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Whether an address belongs to somebody on the public internet. Names are none. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && givenOut.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
    default:
      return false;
  }
}
