import { type AttributeValue, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AvailabilityCheck } from '@jindian/shared/contract/goods/availability';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { record } from 'dynamodb-toolbox/schema/record';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { newerParts, type Part, type Parts, type RegionFigure } from './rules.ts';

const maxAttempts = 8;
/** A region has at most some dozens of parts; more in one expression than this would be too long for it. */
const maxPartsAtOnce = 40;
const checksPartition = 'AVAILABILITY#CHECKS';

/** A region to compare: with the levels of its places, or, where it is made of regions, with theirs. */
export type CheckedRegion = { region: string; parts: string[] | null };

/** A comparison under way, or the last one: how far it is, and what it has found so far. */
export type CheckRun = {
  checkId: string;
  province: string;
  state: 'running' | 'done';
  step: number;
  startedAtMs: number;
  /** Made by the first step; how many of these are compared. */
  plan: CheckedRegion[] | null;
  compared: number;
  check: AvailabilityCheck;
};

function keyOf({ skuId, region }: { skuId: string; region: string }) {
  return { pk: `AVAILABLE#${skuId}#${region}`, sk: 'REGION' };
}

export function createAvailabilityStore(table: JindianTable) {
  const regions = new Entity({
    name: 'RegionStock',
    table,
    timestamps: false,
    schema: item({
      skuId: string().key(),
      region: string().key(),
      version: number(),
      parts: record(string(), map({ available: number(), places: number(), stamp: string() })),
    }),
    computeKey: keyOf,
  });
  const checks = new Entity({
    name: 'AvailabilityCheck',
    table,
    timestamps: false,
    schema: item({ province: string().key(), check: any() }),
    computeKey: ({ province }: { province: string }) => ({ pk: checksPartition, sk: province }),
  });

  const runs = new Entity({
    name: 'AvailabilityCheckRun',
    table,
    timestamps: false,
    schema: item({
      province: string().key(),
      checkId: string(),
      step: number(),
      run: any(),
    }),
    computeKey: ({ province }: { province: string }) => ({ pk: `AVAILABILITY#RUN#${province}`, sk: 'RUN' }),
  });

  async function readRun(province: string): Promise<CheckRun | null> {
    const { Item } = await runs.build(GetItemCommand).key({ province }).options({ consistent: true }).send();
    return Item ? (Item.run as CheckRun) : null;
  }

  /** On condition that nobody else began or went on since `before` was read. */
  function saveRun(run: CheckRun, before: CheckRun | null): Write {
    const { province, checkId, step } = run;
    return write(
      'run',
      runs
        .build(PutTransaction)
        .item({ province, checkId, step, run })
        .options({
          condition: before
            ? {
                and: [
                  { attr: 'checkId', eq: before.checkId },
                  { attr: 'step', eq: before.step },
                ],
              }
            : { attr: 'checkId', exists: false },
        }),
    );
  }

  async function read(skuId: string, region: string): Promise<RegionFigure | null> {
    return (await readMany([{ skuId, region }], true))[0] ?? null;
  }

  async function readMany(
    keys: readonly { skuId: string; region: string }[],
    consistent = false,
  ): Promise<RegionFigure[]> {
    const requests = keys.map((key) => regions.build(BatchGetRequest).key(key));
    const found = await readBatch(table, requests, { consistent });
    return found.flatMap((figure) => (figure ? [{ ...figure, parts: figure.parts as Parts }] : []));
  }

  /**
   * Sets these parts where `condition` allows it, and gives the figure as it then is; null where it did not. Names of
   * regions are Chinese, which the toolbox's paths do not take: the expression is written out.
   */
  async function setParts(
    skuId: string,
    region: string,
    entries: readonly [string, Part][],
    condition: (part: string, value: string) => string,
    seen: Record<string, string> = {},
  ): Promise<RegionFigure | null> {
    const names: Record<string, string> = { '#parts': 'parts', '#version': 'version' };
    const values: Record<string, unknown> = { ':one': 1 };
    const sets: string[] = [];
    const conditions = ['attribute_exists(#version)'];
    for (const [index, [id, part]] of entries.entries()) {
      names[`#p${index}`] = id;
      values[`:p${index}`] = part;
      const demand = condition(`#parts.#p${index}`, `:s${index}`);
      // DynamoDB refuses names and values that no expression uses.
      if (demand.includes('#stamp')) {
        names['#stamp'] = 'stamp';
        values[`:s${index}`] = seen[id] ?? part.stamp;
      }
      sets.push(`#parts.#p${index} = :p${index}`);
      conditions.push(demand);
    }
    try {
      const { Attributes } = await table.getDocumentClient().send(
        new UpdateCommand({
          TableName: table.getName(),
          Key: keyOf({ skuId, region }),
          UpdateExpression: `SET ${sets.join(', ')} ADD #version :one`,
          ConditionExpression: conditions.join(' AND '),
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      );
      const { version, parts } = Attributes as { version: number; parts: Parts };
      return { skuId, region, version, parts };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }

  async function create(figure: RegionFigure): Promise<boolean> {
    try {
      await regions
        .build(PutItemCommand)
        .item(figure)
        .options({ condition: { attr: 'version', exists: false } })
        .send();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  const onlyNewer = (part: string, value: string) =>
    `(attribute_not_exists(${part}) OR ${part}.#stamp < ${value})`;

  /** Tells a region of its parts and gives the figure as it then is; what is older than what is there is left out. */
  async function merge(skuId: string, region: string, told: Parts): Promise<RegionFigure> {
    let entries = Object.entries(told);
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      if (entries.length > 0) {
        const done = await setParts(skuId, region, entries.slice(0, maxPartsAtOnce), onlyNewer);
        entries = done ? entries.slice(maxPartsAtOnce) : entries;
        if (done && entries.length === 0) return done;
        if (done) continue;
      }
      const there = await read(skuId, region);
      if (!there) {
        const figure = { skuId, region, version: 1, parts: Object.fromEntries(entries) };
        if (await create(figure)) return figure;
        continue;
      }
      entries = Object.entries(newerParts(there.parts, Object.fromEntries(entries)));
      if (entries.length === 0) return there;
    }
    throw new Error(`the figure of ${skuId} in ${region || 'the nation'} is too busy`);
  }

  /** Puts one part right, unless the stream was there first: its stamp must be the one that was seen. */
  async function mend(
    skuId: string,
    region: string,
    partId: string,
    part: Part,
    seenStamp: string | null,
  ): Promise<RegionFigure | null> {
    const there = await read(skuId, region);
    if (!there) {
      const figure = { skuId, region, version: 1, parts: { [partId]: part } };
      return seenStamp === null && (await create(figure)) ? figure : null;
    }
    return seenStamp === null
      ? setParts(skuId, region, [[partId, part]], (path) => `attribute_not_exists(${path})`)
      : setParts(skuId, region, [[partId, part]], (path, value) => `${path}.#stamp = ${value}`, {
          [partId]: seenStamp,
        });
  }

  async function saveCheck(check: AvailabilityCheck): Promise<void> {
    await checks.build(PutItemCommand).item({ province: check.province, check }).send();
  }

  async function readChecks(): Promise<AvailabilityCheck[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: checksPartition })
      .entities(checks)
      .options(everyPage)
      .send();
    return (Items ?? []).map(({ check }) => check as AvailabilityCheck);
  }

  /**
   * Figures as items in wire form, for loading in bulk. Written out: parsing and marshalling each of some hundred
   * thousands takes longer than storing them.
   */
  function wireItemsOf(figures: readonly RegionFigure[]): Record<string, AttributeValue>[] {
    const [first] = figures;
    const shape = first ? marshall(regions.build(EntityParser).parse(first).item) : {};
    return figures.map(({ skuId, region, version, parts }) => {
      const { pk, sk } = keyOf({ skuId, region });
      const wire: Record<string, AttributeValue> = {};
      for (const [id, { available, places, stamp }] of Object.entries(parts)) {
        const part = {
          available: { N: String(available) },
          places: { N: String(places) },
          stamp: { S: stamp },
        };
        wire[id] = { M: part };
      }
      return {
        ...shape,
        pk: { S: pk },
        sk: { S: sk },
        skuId: { S: skuId },
        region: { S: region },
        version: { N: String(version) },
        parts: { M: wire },
      };
    });
  }

  return { read, readMany, merge, mend, saveCheck, readChecks, readRun, saveRun, wireItemsOf };
}
export type AvailabilityStore = ReturnType<typeof createAvailabilityStore>;
