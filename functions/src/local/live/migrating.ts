/** What an earlier version stored is brought forward as soon as this one runs: here no two of them run beside each other. */

import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Migration } from '../../platform/migrations/define.ts';
import { createWalk } from '../../platform/migrations/walk.ts';
import type { PartHealth } from '../../platform/part-health.ts';
import type { JindianTable } from '../../platform/table.ts';

const againAfterMs = 60_000;

export function createMigrating(deps: {
  /** As it is stored. */
  table: JindianTable;
  migrations: readonly Migration[];
  clock: Clock;
  logger: Logger;
}) {
  const { logger } = deps;
  const walk = createWalk(deps);
  let stopping = false;
  let failure: string | null = null;
  let running: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | null = null;

  async function run(): Promise<void> {
    try {
      const states = await walk.run({
        stopped: () => stopping,
        onProgress: (progress) => logger.info(progress, 'brought forward'),
      });
      failure = null;
      for (const done of states) if (done.doneAtMs !== null) logger.info(done, 'is as this version has it');
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      logger.error({ err: error }, 'what is stored could not be brought forward');
      if (!stopping) again = setTimeout(start, againAfterMs);
    }
  }
  function start(): void {
    running = run();
  }

  return {
    assertReady: walk.assertReady,
    start,
    /** It goes on from there at the next start. */
    async stop(): Promise<void> {
      stopping = true;
      if (again) clearTimeout(again);
      await running;
    },
    health: (): PartHealth[] =>
      failure === null ? [] : [{ part: 'migration', state: 'failed', detail: failure }],
  };
}
