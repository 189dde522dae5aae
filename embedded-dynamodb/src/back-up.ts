/**
 * A copy of a store as it is at one moment, made while it is read and written. It is a store of its own, closed in
 * order: whoever opens it finds every file as the copy left it, or is told which is not.
 */
import { access, rename, rm } from 'node:fs/promises';
import { Storage, type WriteOperation } from './storage.ts';
import { noteClosed, recogniseFolder } from './store-folder.ts';
import { StoreProblem } from './store-problem.ts';

const PORTION = 1_000;

export interface BackUpReport {
  entries: number;
}

/** Throws `StoreProblem` when something is there already. A copy that was cut short is never under its name. */
export async function backUpStore(storage: Storage, path: string): Promise<BackUpReport> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new StoreProblem('foreign', `${path} is there already: a backup gets a folder of its own`);
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const { levelPath } = await recogniseFolder(unfinished);
  let entries = 0;
  try {
    // What was accepted before is in it; one iterator sees one moment, however long it takes.
    await storage.settled();
    const copy = await Storage.open({ levelPath, isNew: true, durable: true });
    try {
      for await (const portion of storage.momentary({}, PORTION)) {
        await copy.write(portion.map(([key, value]): WriteOperation => ({ type: 'put', key, value })));
        entries += portion.length;
      }
    } finally {
      await copy.close();
    }
    await noteClosed(unfinished, {});
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  return { entries };
}
