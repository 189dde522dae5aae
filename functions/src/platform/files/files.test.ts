import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { createBucketFiles } from './bucket-store.ts';
import { createFolderFiles, dispositionOf, type FileStore } from './store.ts';

const secret = 'a secret of nobody';
let nowMs = Date.now();
let s3: Awaited<ReturnType<typeof startS3Simulator>>;
const root = mkdtempSync(path.join(tmpdir(), 'jindian-files-'));
beforeAll(async () => {
  s3 = await startS3Simulator({
    objects: objectsInMemory(),
    now: () => nowMs,
    secretOf: () => secret,
    allows: (who) => who === 'api',
  });
});
afterAll(async () => {
  await s3.close();
  rmSync(root, { recursive: true });
});

type Fetched = { type: string; disposition: string; bytes: Uint8Array } | null;
type Place = { store: FileStore; fetched(address: string): Promise<Fetched> };

function onMachine(folder: string | null): Place {
  const store = createFolderFiles({ folder, nowMs: () => nowMs });
  return {
    store,
    async fetched(address) {
      const file = await store.take(new URL(address, 'http://local'));
      return file && { type: file.type, disposition: dispositionOf(file.name), bytes: file.bytes };
    },
  };
}
const places: Record<string, () => Place> = {
  'a bucket': () => ({
    store: createBucketFiles({
      bucket: 'jindian-files',
      client: {
        region: 'cn-north-1',
        endpoint: s3.endpoint,
        credentials: { accessKeyId: 'api', secretAccessKey: secret },
      },
    }),
    async fetched(address) {
      const answer = await fetch(address);
      if (answer.status !== 200) return null;
      const { headers } = answer;
      return {
        type: headers.get('content-type') ?? '',
        disposition: headers.get('content-disposition') ?? '',
        bytes: new Uint8Array(await answer.arrayBuffer()),
      };
    },
  }),
  'a folder': () => onMachine(root),
  memory: () => onMachine(null),
};

describe.each(Object.keys(places))('in %s', (name) => {
  test('a file is handed out whole by its address, for some minutes, and by no other', async () => {
    const { store, fetched } = places[name]!();
    const bytes = new Uint8Array(8_000_000).map((_, index) => index % 251);
    const type = 'text/csv; charset=utf-8';
    const address = await store.handOut({ name: 'goods.csv', type, bytes });
    const got = await fetched(address);
    expect([got?.type, got?.disposition]).toEqual([type, 'attachment; filename="goods.csv"']);
    expect(Buffer.compare(got!.bytes, bytes)).toBe(0);
    const other = await store.handOut({ name: 'other.csv', type, bytes: new Uint8Array([1]) });
    expect(new URL(other, 'http://local').pathname).not.toBe(new URL(address, 'http://local').pathname);
    const moved = new URL(address, 'http://local');
    moved.pathname = new URL(other, 'http://local').pathname;
    expect(await fetched(moved.href)).toBeNull();
    for (const [field, value] of [
      ['until', String(nowMs + 1e9)],
      ['type', 'text/html'],
      ['X-Amz-Expires', '90000'],
    ] as const) {
      const changed = new URL(address, 'http://local');
      if (!changed.searchParams.has(field)) continue;
      changed.searchParams.set(field, value);
      expect(await fetched(changed.href)).toBeNull();
    }
    expect(await fetched(address.replace(/\?.*/, ''))).toBeNull();
    const key = await store.keep({ name: 'poster.png', type: 'image/png', bytes: new Uint8Array([1, 2]) });
    expect([...((await store.read(key)) ?? [])]).toEqual([1, 2]);
    expect(await store.read('x'.repeat(32))).toBeNull();
    const again = await store.address(key, { name: 'poster.png', type: 'image/png' });
    expect([...((await fetched(again))?.bytes ?? [])]).toEqual([1, 2]);
    // Whoever signs for the bucket goes by the clock of the machine: nothing is signed from here on.
    nowMs += 11 * 60_000;
    expect(await fetched(address)).toBeNull();
  });
});

test('files of the day before are removed from the folder', async () => {
  const { store } = onMachine(root);
  const file = { name: 'a.csv', type: 'text/csv', bytes: new Uint8Array([1]) };
  await store.handOut(file);
  const before = (Date.now() - 25 * 60 * 60_000) / 1_000;
  for (const name of readdirSync(root)) utimesSync(path.join(root, name), before, before);
  await store.handOut(file);
  expect(readdirSync(root)).toHaveLength(1);
});

test('a name says nothing else to the browser', () => {
  expect(dispositionOf('a"; filename*=x\r\n.csv')).toBe('attachment; filename="a___filename__x__.csv"');
});

test('what was handed out lies in a folder for a day, also when nothing more is, and no longer than the key of its address', async () => {
  vi.useFakeTimers({ now: Date.now() });
  try {
    const folder = path.join(root, 'handed-out');
    const file = { name: 'members.csv', type: 'text/csv', bytes: Buffer.from('王芳') };
    const store = createFolderFiles({ folder, nowMs: () => nowMs });
    await store.handOut(file);
    vi.advanceTimersByTime(23 * 3_600_000);
    expect(readdirSync(folder)).toHaveLength(1);
    vi.advanceTimersByTime(3 * 3_600_000);
    expect(readdirSync(folder)).toEqual([]);
    await store.handOut(file);
    createFolderFiles({ folder, nowMs: () => nowMs });
    expect(existsSync(folder)).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
