import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type PictureRefusal, pictureRefusals } from '@jindian/shared/contract/goods/pictures';
import { pictureIdOf } from '@jindian/shared/picture-address';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { type DueItems, dueAttributes } from '../../platform/due-items.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { uploadMinutes } from './store.ts';

export type Job = {
  id: string;
  by: string;
  state: 'expected' | 'working' | 'ready' | 'refused';
  /** Where it is fetched from; absent: it is sent. */
  address?: string;
  bytes?: number;
  /** Deliveries that began with it and came to no end. */
  tries: number;
  pictureId?: string;
  refusal?: PictureRefusal;
  madeAtMs: number;
};

/** A picture that no product shows is kept for so long after it was last named by anybody. */
export const keptUnnamedMs = 30 * dayMs;
const jobKeptMs = dayMs;
/** What was sent and never told of is thrown away once its address is no longer good. */
const uploadLeftAfterMs = (uploadMinutes + 15) * minuteMs;

/** Pictures that there are, and those on their way. */
export function createPictureItems(table: JindianTable, dueItems: DueItems) {
  const jobs = new Entity({
    name: 'PictureJob',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      by: string(),
      state: string().enum('expected', 'working', 'ready', 'refused'),
      address: string().optional(),
      bytes: number().optional(),
      tries: number(),
      pictureId: string().optional(),
      refusal: string()
        .enum(...pictureRefusals)
        .optional(),
      madeAtMs: number(),
      expiresAtS: number(),
      ...dueAttributes(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `PICTUREJOB#${id}`, sk: 'JOB' }),
  });

  const pictures = new Entity({
    name: 'Picture',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      /** `leaving`: nobody shows it, and its files are being deleted. */
      state: string().enum('kept', 'leaving'),
      /** When somebody last made it, or saved goods that show it. */
      namedAtMs: number(),
      ...dueAttributes(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `PICTURE#${id}`, sk: 'PICTURE' }),
  });

  /** Somebody's return or rating shows it: it stays as long as they do. */
  const uses = new Entity({
    name: 'PictureUse',
    table,
    timestamps: false,
    schema: item({ id: string().key(), by: string().key() }),
    computeKey: ({ id, by }: { id: string; by: string }) => ({ pk: `PICTURE#${id}`, sk: `USE#${by}` }),
  });
  const usesOf = (imagePaths: readonly string[], by: string) =>
    imagePaths.flatMap((path) => {
      const id = pictureIdOf(path);
      return id === null ? [] : [{ id, by }];
    });
  /** With what shows them, in its transaction; `by` is what that is called. */
  const useWrites = (imagePaths: readonly string[], by: string): Write[] =>
    usesOf(imagePaths, by).map((use) => write('picture use', uses.build(PutTransaction).item(use)));
  const unuseWrites = (imagePaths: readonly string[], by: string): Write[] =>
    usesOf(imagePaths, by).map((use) => write('picture use', uses.build(DeleteTransaction).key(use)));

  async function isUsed(id: string): Promise<boolean> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .entities(uses)
      .query({ partition: `PICTURE#${id}`, range: { beginsWith: 'USE#' } })
      .options({ limit: 1, consistent: true })
      .send();
    return Items.length > 0;
  }

  async function job(id: string): Promise<Job | null> {
    const { Item } = await jobs.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    if (!Item) return null;
    const { expiresAtS: _expiry, gsi4pk: _shard, gsi4sk: _due, ...found } = Item;
    return found as Job;
  }

  /** The job as it is to be, on condition of the state that it was read in (null: it is new). */
  function putJob(next: Job, before: Job['state'] | null): Write {
    const waiting =
      next.state === 'expected' ? { kind: uploadLeft, atMs: next.madeAtMs + uploadLeftAfterMs } : null;
    const expiresAtS = Math.ceil((next.madeAtMs + jobKeptMs) / 1000);
    return write(
      'picture job',
      jobs
        .build(PutTransaction)
        .item({ ...next, expiresAtS, ...dueItems.waits(next.id, waiting) })
        .options({
          condition: before === null ? { attr: 'id', exists: false } : { attr: 'state', eq: before },
        }),
    );
  }

  /** How often it has been begun by now; the count outlives whoever dies with it. */
  async function beginJob(id: string): Promise<number> {
    const begun = await jobs
      .build(UpdateItemCommand)
      .item({ id, tries: $add(1) })
      .options({ condition: { attr: 'state', eq: 'working' }, returnValues: 'UPDATED_NEW' })
      .send();
    return begun.Attributes?.tries ?? 1;
  }

  /** It only waits for something: that is no try. */
  async function putBack(id: string): Promise<void> {
    await jobs
      .build(UpdateItemCommand)
      .item({ id, tries: $add(-1) })
      .send();
  }

  const look = (atMs: number) => ({ kind: lookAt, atMs: atMs + keptUnnamedMs });

  /** False: its files are being deleted at this moment. */
  const keep = (id: string, atMs: number): Promise<boolean> =>
    unlessRefused(
      pictures
        .build(UpdateItemCommand)
        .item({ id, state: 'kept', namedAtMs: atMs, ...dueItems.waits(id, look(atMs)) })
        .options({
          condition: {
            or: [
              { attr: 'state', exists: false },
              { attr: 'state', eq: 'kept' },
            ],
          },
        })
        .send(),
    );

  /** It is named (again), and stays for as long as that counts. False: there is none. */
  const name = (id: string, atMs: number): Promise<boolean> =>
    unlessRefused(
      pictures
        .build(UpdateItemCommand)
        .item({ id, namedAtMs: atMs, ...dueItems.waits(id, look(atMs)) })
        .options({ condition: { attr: 'state', eq: 'kept' } })
        .send(),
    );

  async function picture(id: string) {
    const { Item } = await pictures.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? null;
  }

  /** From here on nobody can name it. False: somebody did since it was read. */
  const leave = (id: string, namedAtMs: number): Promise<boolean> =>
    unlessRefused(
      pictures
        .build(UpdateItemCommand)
        .item({ id, state: 'leaving' })
        .options({
          condition: {
            and: [
              { attr: 'state', eq: 'kept' },
              { attr: 'namedAtMs', eq: namedAtMs },
            ],
          },
        })
        .send(),
    );

  const gone = (id: string): Promise<boolean> =>
    unlessRefused(
      pictures
        .build(DeleteItemCommand)
        .key({ id })
        .options({ condition: { attr: 'state', eq: 'leaving' } })
        .send(),
    );

  return {
    job,
    putJob,
    beginJob,
    putBack,
    keep,
    name,
    picture,
    leave,
    gone,
    useWrites,
    unuseWrites,
    isUsed,
  };
}

/** Kinds of planned work. */
export const lookAt = 'picture.look';
export const uploadLeft = 'picture.upload_left';

async function unlessRefused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
