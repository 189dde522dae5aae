import { BlockList, isIP } from 'node:net';

/** Without a port, and IPv4 as such. */
const plain = (address: string) =>
  address
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/, '');

/**
 * Whom a call came from: what the last proxy that is not ours said. Only the word of a trusted proxy counts, and of
 * what callers wrote into the header themselves only what a trusted one added behind it.
 */
export function clientAddressBy(trustedProxies: readonly string[]) {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', bits] = proxy.split('/');
    const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, kind);
    else trusted.addSubnet(address, Number(bits), kind);
  }
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (connectedFrom: string | undefined, forwardedFor: string | null): string | undefined => {
    if (connectedFrom === undefined) return undefined;
    let address = plain(connectedFrom);
    for (const said of (forwardedFor ?? '').split(',').map(plain).reverse()) {
      if (!isTrusted(address) || isIP(said) === 0) break;
      address = said;
    }
    return address;
  };
}
