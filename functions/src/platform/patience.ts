import type { Patience } from './budgets.ts';

/** A service behind this one gave no answer in time. Whether it did what it was asked nobody knows. */
export class NoAnswer extends Error {
  constructor(service: string, totalMs: number) {
    super(`${service} gave no answer within ${totalMs} ms`);
    this.name = 'NoAnswer';
  }
}

/** What comes first: the work, or, after so long, what `late` says. The work goes on either way. */
export async function noLongerThan<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    }, ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws `NoAnswer` when the work is not done by then. */
export function answerWithin<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  return noLongerThan(ms, work, () => {
    throw new NoAnswer(what, ms);
  });
}

/** The bounds of one attempt, as the SDK's own HTTP handler takes them. Without the last it only writes a warning. */
export function attemptLimits({ connectMs, attemptMs }: Patience) {
  return { connectionTimeout: connectMs, requestTimeout: attemptMs, throwOnRequestTimeout: true };
}

/** What we need of an SDK's client: a step around a whole call, with all its attempts and the pauses between them. */
type Client = {
  middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<never>) => (args: never) => Promise<never>,
      options: { step: 'initialize'; priority: 'high'; name: string },
    ): void;
  };
  config: { serviceId?: string };
};

/** Lets no call of this client take longer than that, however many attempts are left. */
export function withPatience<C extends object>(client: C, { totalMs }: Pick<Patience, 'totalMs'>): C {
  const { middlewareStack, config } = client as unknown as Client;
  middlewareStack.add(
    (next) => (args) => answerWithin(totalMs, config.serviceId ?? 'the service', next(args)),
    { step: 'initialize', priority: 'high', name: 'patience' },
  );
  return client;
}
