import type { LocalizedText } from '@jindian/shared/contract/common';
import type { PosterInput, PosterKind, PosterTemplates } from '@jindian/shared/contract/selling/posters';
import type { Hex } from '@jindian/shared/design/colour';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $set } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { any } from 'dynamodb-toolbox/schema/any';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';
import { everyPage } from '../../../platform/whole.ts';
import type { PosterFacts } from './layout.ts';

/** As it is asked for at HQ, or of one share by whoever has it. */
export type AskedPosters = Omit<PosterInput, 'choice' | 'print'> & {
  choice: PosterInput['choice'] | { kind: 'share'; shareId: string };
  /** `phone`: a picture that people send each other in WeChat, where its own code is read by a long press. */
  print?: PosterInput['print'] | 'phone' | undefined;
};
/** All that a poster shows, so that whoever draws it reads nothing else; pictures by their paths. */
export type ToDraw = {
  kind: PosterKind;
  code: string;
  url: string;
  facts: PosterFacts;
  /** A mini-program code was made for it, and lies beside. */
  withMiniProgramCode?: boolean;
  /** What a mini-program code of it carries, where that is not the code. */
  scene?: string;
  /** What whoever sends it says. */
  note?: string;
  brandColour: Hex;
  logo: string | null;
  picture: string | null;
};
export type PosterFile = { name: string; key: string; type: string; bytes: number };
export type StoredJob = {
  id: string;
  by: string;
  name: LocalizedText;
  input: AskedPosters;
  /** The codes, or the share, in the order in which they are printed. */
  of: string[];
  /** As they were when it was asked for. */
  templates: PosterTemplates;
  /** Files that it comes to. */
  steps: number;
  askedAtMs: number;
};
export type StoredPortion = {
  jobId: string;
  step: number;
  posters: ToDraw[];
  askedAtMs: number;
  /** For how many WeChat gave no mini-program code. */
  withoutCode?: number | undefined;
  made?: number | undefined;
  file?: PosterFile | undefined;
};
/** As long as its files are. */
const keptMs = dayMs;
const expiry = (askedAtMs: number) => Math.ceil((askedAtMs + keptMs) / 1_000);

export function createPosterItems(table: JindianTable) {
  const jobs = new Entity({
    name: 'PosterJob',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      by: string(),
      name: any().castAs<LocalizedText>(),
      input: any().castAs<AskedPosters>(),
      of: any().castAs<string[]>(),
      templates: any().castAs<PosterTemplates>(),
      steps: number(),
      askedAtMs: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `POSTER_JOB#${id}`, sk: 'JOB' }),
  });

  const portions = new Entity({
    name: 'PosterPortion',
    table,
    timestamps: false,
    schema: item({
      jobId: string().key(),
      step: number().key(),
      posters: any().castAs<ToDraw[]>(),
      withoutCode: number().optional(),
      askedAtMs: number(),
      made: number().optional(),
      file: map({ name: string(), key: string(), type: string(), bytes: number() }).optional(),
      expiresAtS: number(),
    }),
    computeKey: ({ jobId, step }: { jobId: string; step: number }) => ({
      pk: `POSTER_JOB#${jobId}`,
      sk: `PORTION#${String(step).padStart(4, '0')}`,
    }),
  });

  /** By itself: ten of them would fill an item. */
  const codePictures = new Entity({
    name: 'PosterCode',
    table,
    timestamps: false,
    schema: item({
      jobId: string().key(),
      code: string().key(),
      png: binary(),
      expiresAtS: number(),
    }),
    computeKey: ({ jobId, code }: { jobId: string; code: string }) => ({
      pk: `POSTER_JOB#${jobId}`,
      sk: `CODE#${code}`,
    }),
  });

  async function codePicture(jobId: string, code: string): Promise<Uint8Array | null> {
    const { Item } = await codePictures
      .build(GetItemCommand)
      .key({ jobId, code })
      .options({ consistent: true })
      .send();
    return Item?.png ?? null;
  }

  async function keepCodePicture(one: { jobId: string; code: string; png: Uint8Array; askedAtMs: number }) {
    const { askedAtMs, ...rest } = one;
    await codePictures
      .build(PutItemCommand)
      .item({ ...rest, expiresAtS: expiry(askedAtMs) })
      .send();
  }

  async function job(id: string): Promise<StoredJob | null> {
    const { Item } = await jobs.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? null;
  }

  async function portion(jobId: string, step: number): Promise<StoredPortion | null> {
    const { Item } = await portions
      .build(GetItemCommand)
      .key({ jobId, step })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }

  async function portionsOf(jobId: string): Promise<StoredPortion[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: `POSTER_JOB#${jobId}`, range: { beginsWith: 'PORTION#' } })
      .entities(portions)
      .options({ ...everyPage, consistent: true })
      .send();
    return Items;
  }

  const addJob = (one: StoredJob): Write =>
    write(
      'poster job',
      jobs
        .build(PutTransaction)
        .item({ ...one, expiresAtS: expiry(one.askedAtMs) })
        .options({ condition: { attr: 'id', exists: false } }),
    );

  const addPortion = (one: StoredPortion): Write =>
    write(
      'poster portion',
      portions
        .build(PutTransaction)
        .item({ ...one, expiresAtS: expiry(one.askedAtMs) })
        .options({ condition: { attr: 'step', exists: false } }),
    );

  /** Once: whoever drew it again finds that it was. */
  const made = (jobId: string, step: number, count: number, file: PosterFile | null): Write =>
    write(
      'poster file',
      portions
        .build(UpdateTransaction)
        .item({ jobId, step, made: count, ...(file ? { file: $set(file) } : {}) })
        .options({
          condition: {
            and: [
              { attr: 'step', exists: true },
              { attr: 'made', exists: false },
            ],
          },
        }),
    );

  return { codePicture, keepCodePicture, job, portion, portions: portionsOf, addJob, addPortion, made };
}
