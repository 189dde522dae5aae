/** Opens a store with all its checks, and closes it so that the next opening knows what to expect. */
import { describeKey } from './keys.ts';
import { Storage } from './storage.ts';
import { asStoreProblem, noteClosed, type OpenedFolder, takeFolder } from './store-folder.ts';
import { damaged, type Finding, messageOf } from './store-problem.ts';

const FINDINGS_NAMED = 20;
const TELL_EVERY = 20_000;

export interface OpenedStore {
  storage: Storage;
  close(): Promise<void>;
}

export interface OpenOptions {
  path?: string;
  durable?: boolean;
  minFreeBytes?: number;
  onCheck?: (entries: number) => void;
}

export async function openStore(options: OpenOptions): Promise<OpenedStore> {
  const { path, onCheck, ...diskOptions } = options;
  if (path === undefined) {
    const storage = await Storage.open(diskOptions);
    return { storage, close: async () => void (await storage.close()) };
  }
  const folder = await takeFolder(path);
  const storage = await openStorage(path, folder, diskOptions);
  if (!folder.closedInOrder) await checkEverything(path, storage, onCheck);
  let closing: Promise<void> | undefined;
  return {
    storage,
    close() {
      closing ??= closeInOrder(path, storage, folder);
      return closing;
    },
  };
}

async function openStorage(
  path: string,
  { levelPath, isNew }: OpenedFolder,
  options: Pick<OpenOptions, 'durable' | 'minFreeBytes'>,
): Promise<Storage> {
  try {
    return await Storage.open({ ...options, levelPath, isNew });
  } catch (error) {
    throw asStoreProblem(path, error);
  }
}

async function closeInOrder(path: string, storage: Storage, { known }: OpenedFolder): Promise<void> {
  if (!(await storage.close())) return;
  // Without the note (the disk may be full) the next opening reads everything, and that is all.
  await noteClosed(path, known).catch((error: unknown) => {
    process.emitWarning(`${path}: it could not be noted that the store was closed: ${messageOf(error)}`);
  });
}

/** Reads every entry once. Throws StoreProblem with what is not as it was stored. */
async function checkEverything(
  path: string,
  storage: Storage,
  onCheck: ((entries: number) => void) | undefined,
): Promise<void> {
  const findings: Finding[] = [];
  let entries = 0;
  let last = '';
  try {
    for await (const [key, value] of storage.rawEntries({})) {
      entries += 1;
      if (entries % TELL_EVERY === 0) onCheck?.(entries);
      if (value === undefined && findings.length < FINDINGS_NAMED) {
        findings.push({ what: describeKey(key), problem: 'is not what was stored (checksum)' });
      }
      last = key;
    }
  } catch (error) {
    findings.push({ what: `what comes after ${describeKey(last)}`, problem: messageOf(error) });
  }
  if (findings.length === 0) return;
  await storage.close();
  throw damaged(path, findings);
}
