import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { randomToken } from '../ids.ts';

/** A file that was made for one person: a table, a workbook. */
export type HandedOut = { name: string; type: string; bytes: Uint8Array };

/**
 * Where files lie that were made for somebody: a bucket in the cloud, a folder on one machine. They never go through
 * the answer of a function, which holds six megabytes (decision 0058).
 */
export type FileStore = {
  /** Keeps a file and gives the address under which whoever has it gets the file, for some minutes. */
  handOut(file: HandedOut): Promise<string>;
  /** Keeps a file for a day and gives the name under which `address` finds it. */
  keep(file: HandedOut): Promise<string>;
  /** A file that is kept; null: its day is over. For what is small, and not for a browser. */
  read(key: string): Promise<Uint8Array | null>;
  /** Where a kept file is fetched, for some minutes. */
  address(key: string, as: { name: string; type: string }): Promise<string>;
};

async function nowhere(): Promise<never> {
  throw new Error('there is no place for files here');
}
/** For those that make no files. */
export const noFiles: FileStore = {
  handOut: nowhere,
  keep: nowhere,
  read: nowhere,
  address: nowhere,
};

/** An address is followed at once; a slow download that has begun goes on. */
export const handedOutMinutes = 10;
const keptMs = 24 * 60 * 60_000;
const lookEveryMs = 60 * 60_000;
export const filesPath = '/files';

/** As a browser saves it, under whatever name. */
export function dispositionOf(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;
}

/**
 * Files in this folder; in memory where there is none. Those of the day before are removed, and at a start all: their
 * addresses were signed by a key that is gone. What people took out of the system stays no longer beside it.
 */
export function createFolderFiles(options: { folder: string | null; nowMs: () => number }) {
  const { folder, nowMs } = options;
  const memory = new Map<string, { bytes: Uint8Array; atMs: number }>();
  const secret = randomBytes(32);
  const idPattern = /^[\w-]{20,40}$/;
  const fileOf = (id: string) => path.join(folder ?? '', id);
  const sign = (...parts: string[]) => createHmac('sha256', secret).update(parts.join('\n')).digest('hex');

  function removeOld(): void {
    const before = nowMs() - keptMs;
    for (const [id, { atMs }] of memory) if (atMs < before) memory.delete(id);
    if (!folder || !existsSync(folder)) return;
    for (const name of readdirSync(folder))
      if (statSync(fileOf(name)).mtimeMs < Date.now() - keptMs) rmSync(fileOf(name), { force: true });
  }

  if (folder) rmSync(folder, { recursive: true, force: true });
  setInterval(() => {
    try {
      removeOld();
    } catch {
      // The next file that is handed out says why it cannot be.
    }
  }, lookEveryMs).unref();

  function read(id: string): Uint8Array | null {
    if (!folder) return memory.get(id)?.bytes ?? null;
    try {
      return readFileSync(fileOf(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async function keep({ bytes }: HandedOut): Promise<string> {
    removeOld();
    const id = randomToken(24);
    if (folder) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${fileOf(id)}.new`, bytes, { mode: 0o600 });
      renameSync(`${fileOf(id)}.new`, fileOf(id));
    } else memory.set(id, { bytes, atMs: nowMs() });
    return id;
  }

  async function address(id: string, { name, type }: { name: string; type: string }): Promise<string> {
    const until = String(nowMs() + handedOutMinutes * 60_000);
    const query = new URLSearchParams({ name, type, until, signature: sign(id, name, type, until) });
    return `${filesPath}/${id}?${query}`;
  }

  return {
    keep,
    read: async (id: string) => (idPattern.test(id) ? read(id) : null),
    address,
    handOut: async (file: HandedOut): Promise<string> => address(await keep(file), file),
    /** Null: the address was not given out, or too long ago. */
    async take(url: URL): Promise<HandedOut | null> {
      const id = url.pathname.slice(filesPath.length + 1);
      const [name = '', type = '', until = '', signature = ''] = ['name', 'type', 'until', 'signature'].map(
        (one) => url.searchParams.get(one) ?? '',
      );
      const expected = Buffer.from(sign(id, name, type, until));
      const given = Buffer.from(signature);
      const isSigned = expected.length === given.length && timingSafeEqual(expected, given);
      if (!isSigned || !idPattern.test(id) || nowMs() > Number(until)) return null;
      const bytes = read(id);
      return bytes && { name, type, bytes };
    },
  };
}
export type FolderFiles = ReturnType<typeof createFolderFiles>;
