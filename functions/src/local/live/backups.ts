/** A copy of everything each night, beside the business: what one puts back when the disk or somebody's hand failed. */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '@jindian/embedded-dynamodb';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay, brandMinuteOfDay, dayMs, hourMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { PartHealth } from '../../platform/part-health.ts';
import { markFile, ownEntries } from '../folder/data-folder.ts';
import { tableFolder } from '../folder/layout.ts';
import type { RemoteBackups } from './remote-backups.ts';

const named = /^jindian-\d{4}-\d\d-\d\dT\d{4}$/;
/** A night that was missed is told; two hours late is not. */
const lateAfterMs = dayMs + 12 * hourMs;
/** Looked at anew from time to time: a machine that slept has missed its timers. */
const lookEveryMs = 60_000;

export type Backups = ReturnType<typeof createBackups>;

export function createBackups(deps: {
  engine: Pick<Engine, 'backUp'>;
  dataFolder: string;
  folder: string;
  keep: number;
  atHour: number;
  /** Where each is sent as well, if anywhere. */
  remote?: Pick<RemoteBackups, 'send' | 'list'> | null;
  clock: Clock;
  logger: Logger;
}) {
  const { engine, dataFolder, folder, keep, atHour, clock, logger } = deps;
  const { remote = null } = deps;
  const startedAtMs = clock.nowMs();
  /** What is the matter with the bucket; null: nothing. */
  let remoteFailure: string | null = null;
  let sentAtMs: number | null = null;
  /** Made, and not in the bucket: that is tried again with it, since each that is made takes the place of an older one. */
  let unsent: string | null = null;
  let lastAtMs = latestAtMs();
  let failure: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<string> | null = null;
  let nextAtMs = nextAfter(startedAtMs);
  /** What comes next is no night's, but one that failed. */
  let isRetry = false;

  function nextAfter(nowMs: number): number {
    const todayMs = brandDayStartMs(brandDay(nowMs)) + atHour * hourMs;
    return todayMs > nowMs ? todayMs : todayMs + dayMs;
  }

  /** Whole ones of ours, the oldest first: by when they were made, since a clock may once have been ahead. */
  function whole(): string[] {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names
      .filter((name) => named.test(name) && existsSync(path.join(folder, name, tableFolder)))
      .sort((a, b) => madeAtMs(a) - madeAtMs(b) || (a < b ? -1 : 1));
  }

  function madeAtMs(name: string): number {
    return statSync(path.join(folder, name)).mtimeMs;
  }

  function latestAtMs(): number | null {
    const name = whole().at(-1);
    return name === undefined ? null : Math.min(madeAtMs(name), clock.nowMs());
  }

  /** What a power cut left behind. */
  function sweep(): void {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names)
      if (name.endsWith('.unfinished') && named.test(name.slice(0, -'.unfinished'.length)))
        rmSync(path.join(folder, name), { recursive: true, force: true });
  }

  async function make(): Promise<string> {
    sweep();
    const nowMs = clock.nowMs();
    const minute = brandMinuteOfDay(nowMs);
    const two = (number: number) => String(number).padStart(2, '0');
    const name = `jindian-${brandDay(nowMs)}T${two(Math.floor(minute / 60))}${two(minute % 60)}`;
    const target = path.join(folder, name);
    if (existsSync(target)) return target;
    const unfinished = `${target}.unfinished`;
    const clear = () => rmSync(unfinished, { recursive: true, force: true });
    clear();
    try {
      // Keys lie in it: for whoever runs the system alone.
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      chmodSync(unfinished, 0o700);
      await engine.backUp(path.join(unfinished, tableFolder));
      // After the table: what it names is there already, and nothing that it names is taken away within a day.
      for (const entry of [markFile, ...ownEntries]) {
        const from = path.join(dataFolder, entry);
        if (entry !== tableFolder && existsSync(from))
          await cp(from, path.join(unfinished, entry), { recursive: true, preserveTimestamps: true });
      }
      renameSync(unfinished, target);
    } catch (error) {
      clear();
      throw error;
    }
    // The new one is never taken away for others.
    const others = whole().filter((other) => other !== name);
    for (const old of others.slice(0, Math.max(0, others.length - (keep - 1))))
      rmSync(path.join(folder, old), { recursive: true, force: true });
    lastAtMs = nowMs;
    return target;
  }

  /** The one in the folder is whole, whatever becomes of this. */
  async function send(target: string): Promise<string> {
    if (!remote) return target;
    unsent = target;
    try {
      await remote.send(path.basename(target), target);
      remoteFailure = null;
      unsent = null;
      sentAtMs = clock.nowMs();
      logger.info({ target }, 'backup sent');
      return target;
    } catch (error) {
      remoteFailure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      logger.error({ err: error }, 'the backup could not be sent');
      throw error;
    }
  }

  /** Now, or the one that is being made. */
  function run(): Promise<string> {
    running ??= making()
      .then(send)
      .finally(() => {
        running = null;
      });
    return running;
  }

  function making(): Promise<string> {
    return make().then(
      (target) => {
        failure = null;
        logger.info({ target }, 'backup made');
        return target;
      },
      (error: unknown) => {
        failure = error instanceof Error ? error.message : String(error);
        logger.error({ err: error }, 'no backup could be made');
        throw error;
      },
    );
  }

  /** The one of this night, if that lacks nothing but its way; else a new one. */
  function again(): Promise<string> {
    const target = failure === null && unsent !== null && existsSync(unsent) ? unsent : null;
    if (target === null) return run();
    running ??= send(target).finally(() => {
      running = null;
    });
    return running;
  }

  function look(): void {
    if (clock.nowMs() < nextAtMs) return;
    nextAtMs = nextAfter(clock.nowMs());
    const attempt = isRetry ? again() : run();
    isRetry = false;
    // One that failed is tried again in an hour, and told until then.
    attempt.catch(() => {
      const againAtMs = clock.nowMs() + hourMs;
      isRetry = againAtMs < nextAtMs;
      nextAtMs = Math.min(nextAtMs, againAtMs);
    });
  }

  return {
    run,
    look,
    lastAtMs: () => lastAtMs,
    health(): PartHealth[] {
      const stateOf = (part: string, detail: string | null, atMs: number | null): PartHealth => {
        if (detail !== null) return { part, state: 'failed', detail };
        const isLate = clock.nowMs() - Math.max(atMs ?? 0, startedAtMs) > lateAfterMs;
        return { part, state: isLate ? 'late' : 'ok' };
      };
      return [
        stateOf('backup', failure, lastAtMs),
        ...(remote ? [stateOf('backup_bucket', remoteFailure, sentAtMs)] : []),
      ];
    },
    start(): void {
      timer = setInterval(look, lookEveryMs);
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      await running?.catch(() => {});
    },
  };
}
