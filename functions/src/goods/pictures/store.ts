import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type StoredPicture = { bytes: Uint8Array; type: string };

/**
 * Where pictures lie: a folder in local mode, a bucket in the cloud. Names of ready ones are made from their content
 * (`<id>`, `<id>-400.webp`); what was sent and not looked at yet lies under `sent/`, and is served to nobody.
 */
export type PictureStore = {
  put(name: string, picture: StoredPicture): Promise<void>;
  get(name: string): Promise<StoredPicture | null>;
  has(name: string): Promise<boolean>;
  /** What is not there is gone already. */
  delete(names: readonly string[]): Promise<void>;
  list(prefix: string): Promise<string[]>;
  /** Where exactly so many bytes may be sent with PUT for some minutes, by whoever has the address. */
  uploadAddress(name: string, bytes: number): Promise<{ address: string; headers: Record<string, string> }>;
};

export const sentName = (jobId: string) => `sent/${jobId}`;
export const uploadMinutes = 15;
const namePattern = /^(sent\/)?[0-9A-Za-z]{26,32}(-\d{3,4}\.webp)?$/;

/** Refuses what no picture is called: a name becomes a part of a path. */
export function checkedName(name: string): string {
  if (!namePattern.test(name)) throw new RangeError(`no name of a picture: ${name}`);
  return name;
}

const typeOf = (name: string) => (name.endsWith('.webp') ? 'image/webp' : 'image/jpeg');

/** Files in this folder; in memory where there is none. */
export function createFolderPictures(options: {
  folder: string | null;
  nowMs: () => number;
}): PictureStore & { takeUpload(url: URL, bytes: Uint8Array): Promise<boolean> } {
  const { folder, nowMs } = options;
  const memory = new Map<string, Uint8Array>();
  const secret = randomBytes(32);
  const fileOf = (name: string) => path.join(folder ?? '', checkedName(name));

  function put(name: string, bytes: Uint8Array): void {
    if (!folder) {
      memory.set(checkedName(name), bytes);
      return;
    }
    const file = fileOf(name);
    mkdirSync(path.dirname(file), { recursive: true });
    // Read by others at any moment: it appears whole.
    const partly = `${file}.${process.pid}.new`;
    writeFileSync(partly, bytes);
    renameSync(partly, file);
  }

  function get(name: string): Uint8Array | null {
    if (!folder) return memory.get(checkedName(name)) ?? null;
    try {
      return readFileSync(fileOf(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  const sign = (name: string, bytes: number, untilMs: number) =>
    createHmac('sha256', secret).update(`${name}\n${bytes}\n${untilMs}`).digest('hex');

  return {
    async put(name, { bytes }) {
      put(name, bytes);
    },
    async get(name) {
      const bytes = get(name);
      return bytes && { bytes, type: typeOf(name) };
    },
    async has(name) {
      if (!folder) return memory.has(checkedName(name));
      return statSync(fileOf(name), { throwIfNoEntry: false }) !== undefined;
    },
    async delete(names) {
      for (const name of names)
        if (folder) rmSync(fileOf(name), { force: true });
        else memory.delete(checkedName(name));
    },
    async list(prefix) {
      if (!folder) return [...memory.keys()].filter((name) => name.startsWith(prefix)).sort();
      mkdirSync(folder, { recursive: true });
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => name.split(path.sep).join('/'))
        .filter((name) => name.startsWith(prefix) && namePattern.test(name))
        .sort();
    },
    async uploadAddress(name, bytes) {
      const untilMs = nowMs() + uploadMinutes * 60_000;
      const query = new URLSearchParams({
        name: checkedName(name),
        bytes: String(bytes),
        until: String(untilMs),
        signature: sign(name, bytes, untilMs),
      });
      return { address: `${uploadPath}?${query}`, headers: {} };
    },
    /** False: the address is not one that was given out, or not for these bytes. */
    async takeUpload(url, bytes) {
      const [name = '', length = '', until = '', signature = ''] = [
        'name',
        'bytes',
        'until',
        'signature',
      ].map((one) => url.searchParams.get(one) ?? '');
      const expected = Buffer.from(sign(name, Number(length), Number(until)));
      const given = Buffer.from(signature);
      const isSigned = expected.length === given.length && timingSafeEqual(expected, given);
      if (!isSigned || bytes.length !== Number(length) || nowMs() > Number(until)) return false;
      put(name, bytes);
      return true;
    },
  };
}
export type FolderPictures = ReturnType<typeof createFolderPictures>;

/** Where a system without a bucket takes what a browser sends. */
export const uploadPath = '/pictures/sent';
