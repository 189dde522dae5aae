/** A copy of everything each night, beside the business: what one puts back when the disk or somebody's hand failed. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '@jindian/embedded-dynamodb';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay, brandMinuteOfDay, dayMs, hourMs } from '@jindian/shared/time';
import type { PartHealth } from '../../entry/health.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { markFile, ownEntries } from '../folder/data-folder.ts';
import { tableFolder } from '../folder/layout.ts';

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
  clock: Clock;
  logger: Logger;
}) {
  const { engine, dataFolder, folder, keep, atHour, clock, logger } = deps;
  const startedAtMs = clock.nowMs();
  let lastAtMs = latestAtMs();
  let failure: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<string> | null = null;
  let nextAtMs = nextAfter(startedAtMs);

  function nextAfter(nowMs: number): number {
    const todayMs = brandDayStartMs(brandDay(nowMs)) + atHour * hourMs;
    return todayMs > nowMs ? todayMs : todayMs + dayMs;
  }

  function whole(): string[] {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.filter((name) => named.test(name)).sort();
  }

  function latestAtMs(): number | null {
    const name = whole().at(-1);
    if (!name) return null;
    const [day = '', time = ''] = name.slice('jindian-'.length).split('T');
    return brandDayStartMs(day) + (Number(time.slice(0, 2)) * 60 + Number(time.slice(2))) * 60_000;
  }

  async function make(): Promise<string> {
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
          cpSync(from, path.join(unfinished, entry), { recursive: true, preserveTimestamps: true });
      }
      renameSync(unfinished, target);
    } catch (error) {
      clear();
      throw error;
    }
    for (const old of whole().slice(0, -keep))
      rmSync(path.join(folder, old), { recursive: true, force: true });
    lastAtMs = nowMs;
    return target;
  }

  /** Now, or the one that is being made. */
  function run(): Promise<string> {
    running ??= make()
      .then(
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
      )
      .finally(() => {
        running = null;
      });
    return running;
  }

  function look(): void {
    if (clock.nowMs() < nextAtMs) return;
    nextAtMs = nextAfter(clock.nowMs());
    // One that failed is tried again in an hour, and told until then.
    run().catch(() => {
      nextAtMs = Math.min(nextAtMs, clock.nowMs() + hourMs);
    });
  }

  return {
    run,
    look,
    lastAtMs: () => lastAtMs,
    health(): PartHealth {
      if (failure !== null) return { part: 'backup', state: 'failed', detail: failure };
      const isLate = clock.nowMs() - Math.max(lastAtMs ?? 0, startedAtMs) > lateAfterMs;
      return { part: 'backup', state: isLate ? 'late' : 'ok' };
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
