import type { Patience } from './budgets.ts';

/** A service behind this one gave no answer in time. Whether it did what it was asked nobody knows. */
export class NoAnswer extends Error {
  constructor(service: string, totalMs: number) {
    super(`${service} gave no answer within ${totalMs} ms`);
    this.name = 'NoAnswer';
  }
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
    (next) => async (args) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new NoAnswer(config.serviceId ?? 'the service', totalMs)), totalMs);
      });
      try {
        return await Promise.race([next(args), late]);
      } finally {
        clearTimeout(timer);
      }
    },
    { step: 'initialize', priority: 'high', name: 'patience' },
  );
  return client;
}
