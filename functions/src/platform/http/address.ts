import type { Context } from 'hono';

type Environment = {
  /** API Gateway's own word for who connected to it. */
  requestContext?: { http?: { sourceIp?: string } };
  /** Where the system runs behind a proxy of its own: what that proxy said (local/live). */
  clientAddress?: string;
  /** The Node server of local mode. */
  incoming?: { socket?: { remoteAddress?: string } };
};

/**
 * The address that this call came from, as the machine in front of us saw it. Headers are not looked at: whoever
 * calls can write them. `null` where nobody connected, as in a call within the process.
 */
export function addressOf(c: Pick<Context, 'env'>): string | null {
  const environment = c.env as Environment | undefined;
  return (
    environment?.requestContext?.http?.sourceIp ??
    environment?.clientAddress ??
    environment?.incoming?.socket?.remoteAddress ??
    null
  );
}

/** An IPv6 address has a network of its own behind it, so all of that counts as one. */
export function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (!plain.includes(':')) return plain;
  const [head = ''] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  return [...groups, '0', '0', '0', '0'].slice(0, 4).join(':');
}
