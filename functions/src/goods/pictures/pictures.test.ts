import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PictureJob } from '@jindian/shared/contract/goods/pictures';
import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import type { PublicFetch } from '../../platform/outgoing/public-fetch.ts';
import { NotYet } from '../../platform/queues/lanes.ts';
import { doDue, eventsOf } from '../../platform/testing/deliver.ts';
import { embeddedTable, openTable, type TestTable } from '../../platform/testing/table.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { keptUnnamedMs } from './items.ts';
import type { MadePicture } from './maker.ts';
import { createPictures } from './service.ts';
import { createFolderPictures } from './store.ts';

let opened: TestTable;
beforeAll(async () => {
  opened = await openTable();
});
afterAll(() => opened.close());

/** What is in force of the goods: the paths that products show. */
let shown: string[] = [];
let logo = '';
let makes = 0;
let fetched: PublicFetch;
let onMake: (() => Promise<void>) | null = null;
beforeEach(() => {
  shown = [];
  makes = 0;
  onMake = null;
  fetched = { kind: 'failed', reason: 'status' };
});

const goods = () =>
  ({ products: [{ imagePaths: shown, options: [] }] }) as unknown as Awaited<
    ReturnType<() => Promise<Catalog>>
  >;

/** A picture for its first byte: what matters here is who has it when. */
async function make(bytes: Uint8Array): Promise<MadePicture | { refusal: 'picture_none' }> {
  makes += 1;
  await onMake?.();
  if (bytes[0] === 0) return { refusal: 'picture_none' };
  const id = String(bytes[0] ?? 0).padStart(32, '0');
  return {
    id,
    width: 10,
    height: 10,
    files: [id, `${id}-200.webp`].map((name) => ({ name, type: 'image/webp' as const, bytes })),
  };
}

const newStore = () => createFolderPictures({ folder: null, nowMs: opened.clock.nowMs });

function start(table = opened.table, store = newStore()) {
  const { clock } = opened;
  const dueItems = createDueItems({ table });
  const pictures = createPictures({
    table,
    clock,
    ids: createIds(clock),
    outbox: createOutbox({ table, clock, ids: createIds(clock) }),
    dueItems,
    catalog: { refresh: async () => goods() },
    alsoShown: async () => [logo],
    store,
    make,
    fetch: async () => fetched,
  });
  const deliver = eventsOf(opened, pictures.eventHandlers);
  const due = () => doDue(dueItems, pictures.dueHandlers, clock.nowMs());
  async function send(byte: number): Promise<PictureJob> {
    const job = value(await pictures.add({ kind: 'upload', bytes: 3 }, 'lin'));
    const url = new URL(job.upload?.address ?? '', 'http://local');
    expect(await store.takeUpload(url, new Uint8Array([byte, 1, 2]))).toBe(true);
    return value(await pictures.sent(job.id));
  }
  const status = async (id: string) => value(await pictures.status(id));
  return { store, pictures, deliver, due, send, status };
}

function value<T>(result: { ok: true; value: T } | { ok: false; code: string }): T {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}
const idOf = (byte: number) => String(byte).padStart(32, '0');
const pathOf = (byte: number) => `/pictures/${idOf(byte)}`;

describe('a picture on its way', () => {
  test('is sent beside the API, made ready once however often it is delivered, and then has a path', async () => {
    const { store, pictures, deliver, send, status } = start();
    await deliver();
    const job = await send(7);
    expect([job.state, job.imagePath, job.upload]).toEqual(['working', null, null]);
    // Told twice, and delivered three times.
    expect(value(await pictures.sent(job.id)).state).toBe('working');
    expect(await deliver(3)).toEqual(['picture.given']);
    expect([makes, (await status(job.id)).state, (await status(job.id)).imagePath]).toEqual([
      1,
      'ready',
      pathOf(7),
    ]);
    expect(await store.list('')).toEqual([idOf(7), `${idOf(7)}-200.webp`]);
    expect((await pictures.status('01J00000000000000000000000')).ok).toBe(false);
  });

  test('is told why it was not taken', async () => {
    const { store, pictures, deliver, send, status } = start();
    const refusalOf = async (job: PictureJob) => {
      await deliver();
      const { state, refusal, imagePath } = await status(job.id);
      expect([state, imagePath]).toEqual(['refused', null]);
      return refusal;
    };
    expect(await refusalOf(await send(0))).toBe('picture_none');
    expect(await store.list('')).toEqual([]);
    // Said to be sent, and nothing came.
    const never = value(await pictures.add({ kind: 'upload', bytes: 3 }, 'lin'));
    expect(await refusalOf(value(await pictures.sent(never.id)))).toBe('picture_missing');
    const from = async (outcome: PublicFetch) => {
      fetched = outcome;
      return refusalOf(value(await pictures.add({ kind: 'address', address: 'https://a.test/' }, 'lin')));
    };
    expect(await from({ kind: 'refused' })).toBe('picture_address_refused');
    expect(await from({ kind: 'failed', reason: 'timeout' })).toBe('picture_address_failed');
    expect(await from({ kind: 'failed', reason: 'too_large' })).toBe('picture_too_large');
    fetched = { kind: 'fetched', bytes: Buffer.from([9]) };
    const job = value(await pictures.add({ kind: 'address', address: 'https://a.test/' }, 'lin'));
    await deliver();
    expect((await status(job.id)).imagePath).toBe(pathOf(9));
  });

  test('an address takes exactly what it was given out for, and for a while', async () => {
    const { store, pictures } = start();
    const job = value(await pictures.add({ kind: 'upload', bytes: 3 }, 'lin'));
    const url = new URL(job.upload?.address ?? '', 'http://local');
    const with_ = (name: string, text: string) => {
      const other = new URL(url);
      other.searchParams.set(name, text);
      return other;
    };
    const bytes = new Uint8Array(3);
    expect(await store.takeUpload(url, new Uint8Array(4))).toBe(false);
    expect(await store.takeUpload(with_('bytes', '4'), new Uint8Array(4))).toBe(false);
    expect(await store.takeUpload(with_('name', idOf(7)), bytes)).toBe(false);
    expect(await store.takeUpload(with_('until', '9999999999999'), bytes)).toBe(false);
    expect(await store.takeUpload(with_('signature', ''), bytes)).toBe(false);
    expect(await store.takeUpload(url, bytes)).toBe(true);
    opened.clock.advance(16 * 60_000);
    expect(await store.takeUpload(url, bytes)).toBe(false);
  });

  test('what kills whoever makes it ready is given up after three; what is left behind is thrown away', async () => {
    const { store, pictures, deliver, due, send, status } = start();
    await deliver();
    onMake = () => Promise.reject(new Error('this process is dead'));
    const job = await send(5);
    await expect(deliver()).rejects.toThrow('dead');
    const again = () =>
      pictures.eventHandlers[0]?.handle(
        { type: 'picture.given', data: { jobId: job.id, step: 0 } },
        { id: 'x', atMs: 0 },
      );
    await expect(again()).rejects.toThrow('dead');
    await expect(again()).rejects.toThrow('dead');
    await again();
    expect((await status(job.id)).refusal).toBe('picture_none');
    onMake = null;
    const left = value(await pictures.add({ kind: 'upload', bytes: 3 }, 'lin'));
    await store.takeUpload(new URL(left.upload?.address ?? '', 'http://local'), new Uint8Array(3));
    opened.clock.advance(31 * 60_000);
    expect(await due()).toBeGreaterThan(0);
    expect([(await status(left.id)).state, await store.list('sent/')]).toEqual(['refused', []]);
  });
});

describe('a picture that no product shows', () => {
  test('is removed a month after it was last named, with all its files, and can be given again', async () => {
    const { store, pictures, deliver, due, send, status } = start();
    await send(11);
    await deliver();
    expect(await pictures.claim([pathOf(11), pathOf(12), '/assets/products/P001.svg'])).toEqual([idOf(12)]);
    // Shown for months: it stays.
    shown = [pathOf(11)];
    for (let month = 0; month < 3; month += 1) {
      opened.clock.advance(keptUnnamedMs + 1);
      await due();
      expect(await store.has(idOf(11))).toBe(true);
    }
    // No product shows it, but the brand does.
    [shown, logo] = [[], pathOf(11)];
    opened.clock.advance(keptUnnamedMs + 1);
    await due();
    expect(await store.has(idOf(11))).toBe(true);
    logo = '';
    // No longer shown, and named once more by somebody who did not publish it.
    shown = [];
    opened.clock.advance(keptUnnamedMs - dayMs);
    expect(await pictures.claim([pathOf(11)])).toEqual([]);
    opened.clock.advance(2 * dayMs);
    await due();
    expect(await store.has(idOf(11))).toBe(true);
    opened.clock.advance(keptUnnamedMs);
    await due();
    expect(await store.list('')).toEqual([]);
    expect(await pictures.claim([pathOf(11)])).toEqual([idOf(11)]);
    const again = await send(11);
    await deliver();
    expect([(await status(again.id)).imagePath, await store.has(idOf(11))]).toEqual([pathOf(11), true]);
  });

  test('given again while it is being deleted, it waits, and loses no try by that', async () => {
    const { store, pictures, deliver, due, send, status } = start();
    await send(13);
    await deliver();
    opened.clock.advance(keptUnnamedMs + 1);
    const removal = store.delete;
    let during: Promise<unknown> = Promise.resolve();
    let job: PictureJob | null = null;
    store.delete = async (names) => {
      if (!names.includes(idOf(13))) return removal(names);
      job = await send(13);
      during = deliver();
      await expect(during).rejects.toThrow(NotYet);
      // Nor can a product be given it now.
      expect(await pictures.claim([pathOf(13)])).toEqual([idOf(13)]);
      return removal(names);
    };
    await due();
    store.delete = removal;
    const { id = '' } = (job as PictureJob | null) ?? {};
    expect((await status(id)).state).toBe('working');
    await pictures.eventHandlers[0]?.handle(
      { type: 'picture.given', data: { jobId: id, step: 0 } },
      { id: 'x', atMs: 0 },
    );
    expect([(await status(id)).state, await store.has(`${idOf(13)}-200.webp`)]).toEqual(['ready', true]);
  });

  test('never loses a file that a product shows, whoever comes between, and wherever its remover dies', async () => {
    let byte = 20;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          deadAfter: fc.integer({ min: 0, max: 6 }),
          saves: fc.constantFrom('before', 'between', 'never'),
        }),
        async ({ deadAfter, saves }) => {
          byte += 1;
          shown = [];
          const path = pathOf(byte);
          const mine = start();
          await mine.deliver();
          await mine.send(byte);
          await mine.deliver();
          opened.clock.advance(keptUnnamedMs + 1);
          let calls = 0;
          const save = async () => {
            // As the editor does it: claimed, then published.
            const [unknown] = await mine.pictures.claim([path]);
            if (unknown === undefined) shown = [path];
          };
          let saved: Promise<void> | null = null;
          const mortal = embeddedTable(opened.engine, opened.name, () => {
            calls += 1;
            if (calls > deadAfter) throw new Error('this process is dead');
          });
          const dying = start(mortal, mine.store);
          const { store } = mine;
          if (saves === 'before') await save();
          const look = dying.pictures.dueHandlers[0];
          const due = { kind: 'picture.look', ref: idOf(byte), dueAtMs: 0, nth: 0, data: {} };
          const looking = look?.handle(due).catch(() => undefined);
          if (saves === 'between') saved = save();
          await Promise.all([looking, saved]);
          // It is delivered again, to somebody who lives.
          await mine.pictures.dueHandlers[0]?.handle(due);
          if (shown.length > 0) expect(await store.has(idOf(byte))).toBe(true);
          else if (saves === 'never') expect(await store.has(idOf(byte))).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('a folder keeps them over a restart, and takes no name that leads out of it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'jindian-pictures-'));
  try {
    const open = () => createFolderPictures({ folder: path.join(folder, 'pictures'), nowMs: () => 0 });
    const one = open();
    await one.put(`${idOf(1)}-200.webp`, { bytes: new Uint8Array([1]), type: 'image/webp' });
    await one.put('sent/01J00000000000000000000000', { bytes: new Uint8Array([2]), type: '' });
    const two = open();
    expect(await two.list('')).toEqual([`${idOf(1)}-200.webp`, 'sent/01J00000000000000000000000']);
    expect(await two.get(`${idOf(1)}-200.webp`)).toEqual({ bytes: Buffer.from([1]), type: 'image/webp' });
    expect(await two.get(idOf(2))).toBe(null);
    for (const name of ['../secrets.json', '/etc/passwd', `sent/../${idOf(1)}`, 'a\0b', `${idOf(1)}/x`, ''])
      await expect(two.get(name)).rejects.toThrow(RangeError);
    await two.delete([`${idOf(1)}-200.webp`, idOf(9)]);
    expect(readdirSync(path.join(folder, 'pictures'))).toEqual(['sent']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
