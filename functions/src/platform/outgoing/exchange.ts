/** One HTTP exchange with every bound it needs: time, size, no redirects. Nothing here throws for the network. */

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type Sleep = (milliseconds: number) => Promise<void>;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** The answer's first line must be there by then; unless told, it may take the whole time. */
  readonly headMs?: number;
  readonly maxAnswerBytes: number;
}

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      readonly body: Uint8Array;
    }
  /** Nobody can say whether the other side acted: ask again, or query, with the same ids. */
  | { readonly kind: 'unreachable'; readonly reason: 'timeout' | 'network' | 'too_large' };

export const sleepFor: Sleep = (milliseconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Sends once. The time limit covers the body too: a server that stops halfway must not hold a function open. */
export async function sendOnce(fetchOnce: Fetch, request: HttpRequest): Promise<HttpAnswer> {
  const { timeoutMs, headMs = timeoutMs } = request;
  const signal = AbortSignal.timeout(timeoutMs);
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), headMs);
  try {
    const response = await fetchOnce(request.url, {
      method: request.method,
      headers: { ...request.headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, silent.signal]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    clearTimeout(timer);
    const body = await readBounded(response, request.maxAnswerBytes);
    if (body === undefined) return { kind: 'unreachable', reason: 'too_large' };
    return { kind: 'answer', status: response.status, headers: response.headers, body };
  } catch {
    const late = signal.aborted || silent.signal.aborted;
    return { kind: 'unreachable', reason: late ? 'timeout' : 'network' };
  } finally {
    clearTimeout(timer);
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let total = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.byteLength;
    if (total > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, total);
}

/** The wait before attempt `attempt` (2, 3, …): doubling, with up to half of it random so that callers spread. */
export function retryDelayMs(attempt: number, firstDelayMs: number, random: () => number): number {
  const base = firstDelayMs * 2 ** (attempt - 2);
  return Math.round(base / 2 + (base / 2) * random());
}

/** Counts down what is left of the time for a call with all its attempts. */
export function timeLeft(totalMs: number): () => number {
  const untilMs = performance.now() + totalMs;
  return () => Math.max(0, Math.floor(untilMs - performance.now()));
}

/** Less than this is no time for another attempt. */
const shortestAttemptMs = 100;

/** Whether another attempt after this pause still fits into the time. */
export function isTimeForAnother(leftMs: number, pauseMs: number): boolean {
  return leftMs >= pauseMs + shortestAttemptMs;
}

/** The JSON in `body`, or undefined when it is none. */
export function parseJson(body: Uint8Array | string): unknown {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Joins a base address and a path; a base address may or may not end in a slash. */
export function joinUrl(baseUrl: string, path: string): string {
  return `${baseUrl.replace(/\/+$/, '')}${path}`;
}
