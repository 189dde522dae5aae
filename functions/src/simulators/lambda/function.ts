import { environmentRefusal, maxRequestBytes } from './limits.ts';
import { type FunctionSpec, type Outcome, type Sandbox, type SandboxDeps, startSandbox } from './sandbox.ts';

export type { FunctionSpec, Outcome, SandboxDeps } from './sandbox.ts';

export type Concurrency = {
  /** Invocations beyond this are refused, as by a reserved concurrency; null: none is reserved. */
  reserved: number | null;
  /** Sandboxes at once on this machine. Lambda would start more: here an invocation beyond it waits for one. */
  most: number;
};

/** Lambda did not take the invocation at all. */
export type Refused = { kind: 'refused'; status: 413 | 429; code: string };

/** A function: sandboxes that are started as invocations come, taken in turn, and replaced when they die. */
export function createLambdaFunction(spec: FunctionSpec, concurrency: Concurrency, deps: SandboxDeps) {
  const refusal = environmentRefusal(spec.environment);
  if (refusal) throw new Error(`${spec.name}: ${refusal}`);

  const all = new Set<Promise<Sandbox>>();
  /** First the one that has waited longest: so that one after the other has a turn. */
  const idle: Sandbox[] = [];
  const waiting: ((sandbox: Sandbox) => void)[] = [];
  let underWay = 0;
  let closed = false;

  function start(): Promise<Sandbox> {
    const starting = startSandbox(spec, deps);
    all.add(starting);
    const forget = () => {
      all.delete(starting);
      if (waiting.length > 0 && all.size < concurrency.most) void start().then(giveBack);
    };
    starting.then(({ gone }) => gone.then(forget), forget);
    return starting;
  }

  function take(): Promise<Sandbox> {
    for (let sandbox = idle.shift(); sandbox; sandbox = idle.shift()) {
      if (!sandbox.isDead()) return Promise.resolve(sandbox);
    }
    if (all.size < concurrency.most) return start();
    return new Promise((resolve) => waiting.push(resolve));
  }

  function giveBack(sandbox: Sandbox): void {
    if (sandbox.isDead()) return;
    const first = waiting.shift();
    if (first) first(sandbox);
    else idle.push(sandbox);
  }

  return {
    name: spec.name,
    /** So many sandboxes, loaded, before the first invocation. */
    async warm(count: number): Promise<void> {
      const started = await Promise.all(
        Array.from({ length: Math.min(count, concurrency.most) - all.size }, start),
      );
      await Promise.all(started.map(({ initialised }) => initialised));
      for (const sandbox of started) giveBack(sandbox);
    },
    async invoke(event: unknown): Promise<Outcome | Refused> {
      if (closed) return { kind: 'refused', status: 429, code: 'ServiceException' };
      const payload = JSON.stringify(event);
      if (Buffer.byteLength(payload) > maxRequestBytes)
        return { kind: 'refused', status: 413, code: 'RequestTooLargeException' };
      if (concurrency.reserved !== null && underWay >= concurrency.reserved)
        return { kind: 'refused', status: 429, code: 'TooManyRequestsException' };
      underWay += 1;
      try {
        const sandbox = await take();
        const outcome = await sandbox.invoke(payload);
        if (outcome.kind === 'failed') deps.log(spec.name, `${outcome.errorType}: ${outcome.errorMessage}\n`);
        giveBack(sandbox);
        return outcome;
      } finally {
        underWay -= 1;
      }
    },
    sandboxCount: () => all.size,
    underWay: () => underWay,
    async close(): Promise<void> {
      closed = true;
      await Promise.all([...all].map((sandbox) => sandbox.then(({ close }) => close())));
    },
  };
}
export type LambdaFunction = ReturnType<typeof createLambdaFunction>;
