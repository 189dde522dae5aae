import { availableParallelism } from 'node:os';
import type { Engine } from '@jindian/embedded-dynamodb';
import { noLongerThan } from '../../functions/src/platform/patience.ts';
import { createLambdaFunction, type LambdaFunction } from '../../functions/src/simulators/lambda/function.ts';
import { type SqsSource, startSqsSource } from '../../functions/src/simulators/lambda/sqs-source.ts';
import { type StreamSource, startStreamSource } from '../../functions/src/simulators/lambda/stream-source.ts';
import type { SqsSimulator } from '../../functions/src/simulators/sqs/server.ts';
import { region } from './deployment.ts';
import { account, type Deployment } from './template.ts';

/** Sandboxes that the API has from the start, so that no two requests in a row meet the same process. */
export const apiSandboxes = 2;
const mostApiSandboxes = Math.max(apiSandboxes, Math.min(8, availableParallelism()));
const mostSandboxes = 2;
const lookEveryMs = 250;
const expireEveryMs = 30_000;

/**
 * The functions of a deployment in processes of their own, with what calls them: the stream, the queues and the clock.
 * (The HTTP API calls its one as requests come.)
 */
export function startFunctions(
  deployment: Deployment,
  deps: {
    engine: Engine;
    tableName: string;
    sqs: SqsSimulator;
    now(): number;
    movedMs(): number;
    node: string;
    endpoints: Readonly<Record<string, string>>;
    variablesOf(environment: Readonly<Record<string, string>>): Record<string, string>;
    log(functionName: string, text: string): void;
    report(error: unknown): void;
  },
) {
  const { engine, sqs, now } = deps;
  const functions = new Map<string, LambdaFunction>(
    deployment.functions.map((deployed) => [
      deployed.name,
      createLambdaFunction(
        {
          name: deployed.name,
          codeFolder: deployed.codeFolder,
          handler: deployed.handler,
          timeoutMs: deployed.timeoutS * 1000,
          memoryMb: deployed.memoryMb,
          environment: deps.variablesOf(deployed.environment),
        },
        {
          reserved: deployed.reservedConcurrency,
          most: deployed.name === deployment.apiFunction ? mostApiSandboxes : mostSandboxes,
        },
        { node: deps.node, region, endpoints: deps.endpoints, movedMs: deps.movedMs, log: deps.log },
      ),
    ]),
  );
  const named = (name: string): LambdaFunction => {
    const fn = functions.get(name);
    if (!fn) throw new Error(`there is no function ${name}`);
    return fn;
  };

  /** What all readers of the stream have read is no longer kept. */
  async function trim(): Promise<void> {
    const positions = await Promise.all(
      deployment.streams.map(({ functionName }) => engine.streams.getPosition(functionName)),
    );
    if (positions.every((position) => position !== null))
      await engine.streams.trim([...positions].sort()[0] as string);
  }

  const streams: StreamSource[] = deployment.streams.map((mapping) =>
    startStreamSource(
      {
        ...mapping,
        windowMs: mapping.windowS * 1000,
        maxRecordAgeMs: mapping.maxRecordAgeS * 1000,
      },
      {
        fn: named(mapping.functionName),
        now,
        report: deps.report,
        stream: {
          read: (after, limit) => engine.streams.read(deps.tableName, after, limit),
          position: () => engine.streams.getPosition(mapping.functionName),
          async setPosition(sequence) {
            await engine.streams.setPosition(mapping.functionName, sequence);
            await trim();
          },
        },
      },
    ),
  );
  const queues: SqsSource[] = deployment.sqs.map((mapping) =>
    startSqsSource(
      { ...mapping, maxConcurrency: Math.min(mapping.maxConcurrency ?? mostSandboxes, mostSandboxes) },
      { sqs, fn: named(mapping.functionName), region, account },
    ),
  );
  const timers = deployment.schedules.map(({ functionName }) => named(functionName));

  async function runTimers(): Promise<void> {
    await Promise.all(timers.map((fn) => fn.invoke({})));
  }

  /** Gives how much was due. A run that is under way is waited for: a reserved concurrency refuses another beside it. */
  async function runTimersToTheEnd(): Promise<number> {
    const due = async (fn: LambdaFunction): Promise<number> => {
      let outcome = await fn.invoke({});
      while (outcome.kind === 'refused' && outcome.status === 429 && fn.underWay() > 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        outcome = await fn.invoke({});
      }
      if (outcome.kind === 'failed') return 0;
      if (outcome.kind === 'refused') return 1;
      return (JSON.parse(outcome.payload) as { due?: number } | null)?.due ?? 0;
    };
    return (await Promise.all(timers.map(due))).reduce((sum, found) => sum + found, 0);
  }

  const intervals: NodeJS.Timeout[] = [];
  let expiredAtMs = now();
  /** What has become visible in the queues, by the clock alone, and what has expired in the table. */
  function look(): void {
    for (const source of queues) source.wake();
    if (now() - expiredAtMs < expireEveryMs) return;
    expiredAtMs = now();
    engine.sweepExpired(Math.floor(now() / 1000)).catch(deps.report);
  }

  async function isAtRest(): Promise<boolean> {
    const reading = await Promise.all(streams.map((source) => source.isAtRest()));
    return reading.every(Boolean) && queues.every((source) => source.isAtRest());
  }

  async function untilAtRest(): Promise<void> {
    for (let looks = 0; looks < 20_000; looks += 1) {
      look();
      await Promise.all(streams.map((source) => source.wake()));
      if (await isAtRest()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('events do not come to rest');
  }

  let stopListening = () => {};
  return {
    named,
    async start(): Promise<void> {
      await named(deployment.apiFunction).warm(apiSandboxes);
      stopListening = engine.streams.onAppend(() => {
        for (const source of streams) void source.wake();
      });
      for (const source of streams) void source.wake();
      intervals.push(setInterval(look, lookEveryMs));
      for (const { functionName, everyMinutes } of deployment.schedules)
        intervals.push(
          setInterval(() => void named(functionName).invoke({}).catch(deps.report), everyMinutes * 60_000),
        );
      await runTimers();
    },
    /** Until nothing is left to do at this moment, as the clock says now. */
    async settle(): Promise<void> {
      for (let round = 0; round < 50; round += 1) {
        await untilAtRest();
        if ((await runTimersToTheEnd()) === 0 && (await isAtRest())) return;
      }
      throw new Error('events and timers do not come to rest');
    },
    async stop(withinMs: number): Promise<void> {
      stopListening();
      for (const interval of intervals) clearInterval(interval);
      const stopped = Promise.all([...streams, ...queues].map((source) => source.stop())).then(() => {});
      await noLongerThan(withinMs, stopped, () => {});
      await Promise.all([...functions.values()].map((fn) => fn.close()));
      await stopped;
    },
  };
}
export type Functions = ReturnType<typeof startFunctions>;
