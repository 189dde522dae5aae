import {
  maxPictureBytes,
  type PictureJob,
  type PictureRefusal,
  type PictureSource,
} from '@jindian/shared/contract/goods/pictures';
import { pictureIdOf, pictureWidths } from '@jindian/shared/picture-address';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { Due, DueHandler, DueItems } from '../../platform/due-items.ts';
import type { Ids } from '../../platform/ids.ts';
import type { EventHandler, Outbox } from '../../platform/outbox.ts';
import { hears } from '../../platform/outbox.ts';
import type { PublicFetch } from '../../platform/outgoing/public-fetch.ts';
import { NotYet } from '../../platform/queues/lanes.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { createPictureItems, type Job, keptUnnamedMs, lookAt, uploadLeft } from './items.ts';
import type { MadePicture } from './maker.ts';
import { showsPicture } from './named.ts';
import { type PictureStore, sentName } from './store.ts';

/** What kills its function so often is no picture that we can show. */
const maxTries = 3;
/** Between a picture that is being deleted and the same one given anew. */
const waitForLeavingMs = 10_000;

/** One byte more than is taken, so that what is too large is told from what was cut off. */
export const pictureFetch = { maxBytes: maxPictureBytes + 1, totalMs: 20_000 };

/** The parts outside: where pictures lie, who makes them ready, and who fetches them. */
export type PictureParts = {
  store: PictureStore;
  /** Only where the native package is. */
  make(bytes: Uint8Array): Promise<MadePicture | { refusal: PictureRefusal }>;
  fetch(address: string): Promise<PublicFetch>;
};

/** Where a function has nothing to do with them. */
const elsewhere = () => {
  throw new Error('this function has no pictures');
};
export const noPictureParts: PictureParts = {
  store: {
    put: elsewhere,
    get: async () => null,
    has: elsewhere,
    delete: elsewhere,
    list: elsewhere,
    uploadAddress: elsewhere,
  },
  make: elsewhere,
  fetch: elsewhere,
};

/** Pictures of goods: given, made ready behind the request, named by products, and removed when nothing shows them. */
export function createPictures(
  deps: PictureParts & {
    table: JindianTable;
    clock: Clock;
    ids: Ids;
    outbox: Outbox;
    dueItems: DueItems;
    catalog: Pick<LiveSnapshot<Catalog>, 'refresh'>;
    /** What else shows, showed or is to show a picture: the brand's logo, the shop window. */
    alsoShown(): Promise<readonly string[]>;
  },
) {
  const { table, clock, ids, outbox, store } = deps;
  const items = createPictureItems(table, deps.dueItems);

  async function viewOf(job: Job): Promise<PictureJob> {
    const { id, state, pictureId, refusal, bytes } = job;
    const upload =
      state === 'expected' && bytes !== undefined ? await store.uploadAddress(sentName(id), bytes) : null;
    return {
      id,
      state,
      upload,
      imagePath: pictureId === undefined ? null : `/pictures/${pictureId}`,
      refusal: refusal ?? null,
    };
  }

  const given = (jobId: string) => outbox.announce({ type: 'picture.given', data: { jobId, step: 0 } });

  /** A job of anybody else is not there. */
  const isOf = async (jobId: string, by: string) => (await items.job(jobId))?.by === by;

  async function add(source: PictureSource, by: string): Promise<Result<PictureJob>> {
    const job: Job = {
      id: ids.next(),
      by,
      state: source.kind === 'upload' ? 'expected' : 'working',
      ...(source.kind === 'upload' ? { bytes: source.bytes } : { address: source.address }),
      tries: 0,
      madeAtMs: clock.nowMs(),
    };
    const done = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        auditDetails({ targets: [{ kind: 'pictureJob', id: job.id }] });
        const writes = [items.putJob(job, null), ...(job.state === 'working' ? [given(job.id)] : [])];
        return { writes, value: null };
      },
    });
    return done.ok ? ok(await viewOf(job)) : done;
  }

  /** Told twice it is under way already, or done. */
  async function sent(jobId: string): Promise<Result<PictureJob>> {
    const done = await runCommand<Job>(deps, {
      command: null,
      async attempt() {
        const job = await items.job(jobId);
        if (!job) return fail('not_found');
        if (job.state !== 'expected') return ok(job);
        const next: Job = { ...job, state: 'working' };
        return {
          writes: [items.putJob(next, 'expected'), given(jobId)],
          value: next,
          refused: { 'picture job': 'again' },
        };
      },
    });
    return done.ok ? ok(await viewOf(done.value)) : done;
  }

  async function status(jobId: string): Promise<Result<PictureJob>> {
    const job = await items.job(jobId);
    return job ? ok(await viewOf(job)) : fail('not_found');
  }

  async function bytesOf({ id, address, bytes }: Job): Promise<Uint8Array | { refusal: PictureRefusal }> {
    if (address === undefined) {
      const found = await store.get(sentName(id));
      return found && found.bytes.length === bytes ? found.bytes : { refusal: 'picture_missing' };
    }
    const fetched = await deps.fetch(address);
    if (fetched.kind === 'fetched') return fetched.bytes;
    if (fetched.kind === 'refused') return { refusal: 'picture_address_refused' };
    return { refusal: fetched.reason === 'too_large' ? 'picture_too_large' : 'picture_address_failed' };
  }

  async function makeReady(job: Job): Promise<{ pictureId: string } | { refusal: PictureRefusal }> {
    const bytes = await bytesOf(job);
    if ('refusal' in bytes) return bytes;
    if (bytes.length > maxPictureBytes) return { refusal: 'picture_too_large' };
    const made = await deps.make(bytes);
    if ('refusal' in made) return made;
    const { id, files } = made;
    if (!(await items.keep(id, clock.nowMs())))
      throw new NotYet('the same picture is being removed', waitForLeavingMs);
    for (const { name, type, bytes: file } of files) await store.put(name, { bytes: file, type });
    return { pictureId: id };
  }

  /** Delivered at least once: what is done already is left alone. */
  async function handleGiven(jobId: string): Promise<void> {
    const job = await items.job(jobId);
    if (job?.state !== 'working') return;
    const tries = await items.beginJob(jobId);
    const outcome =
      tries > maxTries
        ? { refusal: 'picture_none' as const }
        : await makeReady(job).catch(async (error) => {
            if (error instanceof NotYet) await items.putBack(jobId);
            throw error;
          });
    const next: Job = {
      ...job,
      tries,
      ...('refusal' in outcome ? { state: 'refused', ...outcome } : { state: 'ready', ...outcome }),
    };
    const written = await transact(table, [items.putJob(next, 'working')]);
    if (written.kind === 'busy') throw new Error('picture job: busy');
    if (job.address === undefined) await store.delete([sentName(jobId)]);
  }

  /** Pictures whose files were brought along with a brand: they are there from now on. */
  async function adopt(fileNames: readonly string[]): Promise<void> {
    const ids = new Set(fileNames.map((name) => name.slice(0, pictureIdLength)));
    for (const id of ids) await items.keep(id, clock.nowMs());
  }

  /** Those of these pictures that there are not. What is there stays, whatever product names it from now on. */
  async function claim(imagePaths: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(imagePaths.flatMap((path) => pictureIdOf(path) ?? []))];
    const there = await Promise.all(wanted.map((id) => items.name(id, clock.nowMs())));
    return wanted.filter((_, at) => !there[at]);
  }

  /** Once a month: whether a product shows it. Read before the goods are, so that a save in between keeps it. */
  async function look({ ref: id }: Due): Promise<void> {
    const picture = await items.picture(id);
    if (!picture) return;
    if (picture.state === 'kept') {
      // Named again since this was planned: then it is planned anew.
      if (picture.namedAtMs + keptUnnamedMs > clock.nowMs()) return;
      // Most are of goods, which are one read; what else there was takes many.
      const isShown =
        (await items.isUsed(id)) ||
        showsPicture(await deps.catalog.refresh(), id) ||
        (await deps.alsoShown()).includes(`/pictures/${id}`);
      if (isShown) {
        await items.name(id, clock.nowMs());
        return;
      }
      await items.leave(id, picture.namedAtMs);
    }
    if ((await items.picture(id))?.state !== 'leaving') return;
    await store.delete(fileNamesOf(id));
    await items.gone(id);
  }

  async function dropUpload({ ref: id }: Due): Promise<void> {
    const job = await items.job(id);
    if (job?.state !== 'expected') return;
    const next: Job = { ...job, state: 'refused', refusal: 'picture_missing' };
    const done = await transact(table, [items.putJob(next, 'expected')]);
    if (done.kind === 'done') await store.delete([sentName(id)]);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'pictures: make ready',
      queue: 'pictures',
      types: ['picture.given'],
      handle: ({ data }) => handleGiven(data.jobId),
    }),
  ];
  const dueHandlers: DueHandler[] = [
    { kind: lookAt, queue: 'pictures', handle: look },
    { kind: uploadLeft, queue: 'pictures', handle: dropUpload },
  ];
  return {
    add,
    sent,
    status,
    giveBy: (memberId: string, bytes: number) => add({ kind: 'upload', bytes }, memberId),
    sentBy: async (memberId: string, jobId: string) =>
      (await isOf(jobId, memberId)) ? sent(jobId) : fail('not_found'),
    statusBy: async (memberId: string, jobId: string) =>
      (await isOf(jobId, memberId)) ? status(jobId) : fail('not_found'),
    read: store.get,
    claim,
    adopt,
    useWrites: items.useWrites,
    unuseWrites: items.unuseWrites,
    eventHandlers,
    dueHandlers,
  };
}
export type Pictures = ReturnType<typeof createPictures>;

/** As many characters of a file's name say which picture it is of. */
const pictureIdLength = 32;

function fileNamesOf(id: string): string[] {
  return [id, ...pictureWidths.map((width) => `${id}-${width}.webp`)];
}
