/** Whether requests are let in: while a business moves nobody is, and who is being answered has the answer. */
import type { MiddlewareHandler } from 'hono';
import { languageOf } from '../../platform/http/problem.ts';
import { noLongerThan } from '../../platform/patience.ts';

const retryAfterS = 30;
const says = {
  zh: '系统正在搬迁，请稍后再来。',
  en: 'We are moving to another machine; please come back in a moment.',
};

export type Gate = ReturnType<typeof createGate>;

export function createGate() {
  let closed = false;
  let inside = 0;
  let whenEmpty: (() => void)[] = [];

  const guard: MiddlewareHandler = async (c, next) => {
    if (closed && c.req.path !== '/healthz') {
      c.header('retry-after', String(retryAfterS));
      c.header('cache-control', 'no-store');
      const text = says[languageOf(c.req.header('accept-language'))];
      if (c.req.header('accept')?.includes('text/html')) return c.text(text, 503);
      const problem = { type: 'urn:jindian:problem:busy', title: text, status: 503, code: 'busy' };
      return c.body(JSON.stringify(problem), 503, { 'content-type': 'application/problem+json' });
    }
    inside += 1;
    try {
      await next();
    } finally {
      inside -= 1;
      if (inside === 0) for (const tell of whenEmpty.splice(0)) tell();
    }
  };

  return {
    guard,
    /** Lets nobody in, and waits for those inside. False: some are still there after that time. */
    async close(withinMs: number): Promise<boolean> {
      closed = true;
      if (inside === 0) return true;
      const empty = new Promise<boolean>((resolve) => {
        whenEmpty.push(() => resolve(true));
      });
      return noLongerThan(withinMs, empty, () => false);
    },
    open(): void {
      closed = false;
      whenEmpty = [];
    },
  };
}
