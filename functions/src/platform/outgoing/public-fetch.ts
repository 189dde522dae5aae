import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export type PublicFetch =
  | { kind: 'fetched'; bytes: Buffer }
  /** Nobody goes there: another scheme, a port of its own, a password, or an address that is not public. */
  | { kind: 'refused' }
  | { kind: 'failed'; reason: 'unreachable' | 'status' | 'redirects' | 'timeout' | 'too_large' };

export type PublicFetchOptions = {
  maxBytes: number;
  /** For all of it: names, redirects, the body to its end. */
  totalMs: number;
  maxRedirects?: number;
  /** What a name means; in tests without the network. */
  resolve?: (host: string) => Promise<readonly { address: string }[]>;
  mayReach?: (address: string) => boolean;
  ports?: readonly string[];
};

/** Without a number the scheme's own. */
const webPorts = [''];

type Step = PublicFetch | { kind: 'redirect'; to: string };

/**
 * Fetches what a person named, and nothing within our own networks: every address that the name has is looked at, the
 * connection goes to one of those and asks no name again, and each redirect is looked at like the first address.
 */
export async function fetchPublic(address: string, options: PublicFetchOptions): Promise<PublicFetch> {
  const { maxRedirects = 3 } = options;
  const signal = AbortSignal.timeout(options.totalMs);
  let next = address;
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const step = await oneStep(next, options, signal);
    if (step.kind !== 'redirect') return step;
    next = step.to;
  }
  return { kind: 'failed', reason: 'redirects' };
}

async function oneStep(address: string, options: PublicFetchOptions, signal: AbortSignal): Promise<Step> {
  const { mayReach = isPublicAddress, ports = webPorts, resolve = resolved } = options;
  const url = URL.canParse(address) ? new URL(address) : null;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWeb || url.username || url.password || !ports.includes(url.port)) return { kind: 'refused' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const failed = (): Step => ({ kind: 'failed', reason: signal.aborted ? 'timeout' : 'unreachable' });
  const found = isIP(host) ? [{ address: host }] : await untilAborted(signal, resolve(host));
  if (!found || found.length === 0) return failed();
  // One private address among them is enough: whoever answers for the name chooses the order.
  if (!found.every(({ address: one }) => mayReach(one))) return { kind: 'refused' };
  const pinned = found[0]?.address ?? '';
  return new Promise<Step>((done) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const asked = send(
      {
        host: pinned,
        port: url.port || (url.protocol === 'https:' ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        // The certificate is of the name, whatever address it was found at.
        ...(isIP(host) ? {} : { servername: host }),
        headers: {
          host: url.host,
          accept: 'image/*',
          'accept-encoding': 'identity',
          'user-agent': 'Jindian',
        },
        agent: false,
        signal,
      },
      (answer) => {
        read(answer, url, options.maxBytes).then(
          (step) => {
            asked.destroy();
            done(step);
          },
          () => done(failed()),
        );
      },
    );
    asked.on('error', () => done(failed()));
    asked.end();
  });
}

async function read(answer: IncomingMessage, url: URL, maxBytes: number): Promise<Step> {
  const { statusCode = 0, headers } = answer;
  if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location) {
    const to = URL.canParse(headers.location, url) ? new URL(headers.location, url).href : null;
    return to ? { kind: 'redirect', to } : { kind: 'refused' };
  }
  if (statusCode !== 200) return { kind: 'failed', reason: 'status' };
  if (Number(headers['content-length'] ?? 0) > maxBytes) return { kind: 'failed', reason: 'too_large' };
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > maxBytes) return { kind: 'failed', reason: 'too_large' };
    chunks.push(chunk);
  }
  if (!answer.complete) return { kind: 'failed', reason: 'unreachable' };
  return { kind: 'fetched', bytes: Buffer.concat(chunks, total) };
}

const resolved = (host: string) => lookup(host, { all: true });

async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((done) => {
    if (signal.aborted) done(null);
    signal.addEventListener('abort', () => done(null), { once: true });
  });
  return Promise.race([work.catch(() => null), late]);
}
