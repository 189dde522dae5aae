import type { LocalSystem } from '../../local/start.ts';

/** Counts of who asks too often are kept for whoever asks, also for what is refused: they change nothing. */
const counting = /^THROTTLE#/;

/** Gives what was written since the last look, by key. */
export function watchWrites(local: () => Pick<LocalSystem, 'engine' | 'system'>) {
  let sequence: string | null = null;
  return async function writesSince(): Promise<string[]> {
    const { engine, system } = local();
    const keys: string[] = [];
    for (;;) {
      const records = await engine.streams.read(system.config.tableName, sequence, 1_000);
      if (records.length === 0) return keys.filter((key) => !counting.test(key));
      sequence = records.at(-1)?.dynamodb.SequenceNumber ?? sequence;
      keys.push(...records.map(({ dynamodb: { Keys } }) => `${Keys?.pk?.S} ${Keys?.sk?.S}`));
    }
  };
}
