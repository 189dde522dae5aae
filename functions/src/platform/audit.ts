import type { Caller } from '@jindian/shared/access';
import { type AuditedAct, type AuditTarget, withheldFields } from '@jindian/shared/contract/people/audit';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { ScanCommand } from 'dynamodb-toolbox/table/actions/scan';
import type { PendingAudit } from './audit-context.ts';
import { readBatch, writeBatch } from './batch-read.ts';
import { canonical } from './canonical.ts';
import type { Clock } from './clock.ts';
import { type IndexName, indexNames } from './deployed-names.ts';
import { Entity } from './entity.ts';
import { createHashChain } from './hash-chain.ts';
import { type ChainFault, type ChainHead, type ChainReport, unchainedFaults } from './hash-chain-links.ts';
import type { Origin } from './http/origin.ts';
import { type Ids, shardOf } from './ids.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';
import { readUpTo } from './whole.ts';

export const auditShards = 4;
/** What is larger is not kept in a record: the document itself has its versions. */
const maxDetailLength = 2_000;
/** Of what has no versions: as much as a request may say. */
const maxWholeLength = 100_000;

/** Who acts, and from where. */
export type ActBy = { caller: Caller; origin: Omit<Origin, 'sessionId'> };
export type Act = { act: AuditedAct; targets: readonly AuditTarget[]; after?: unknown };

export type StoredAudit = {
  id: string;
  month: string;
  atMs: number;
  act: string;
  actor: string;
  targets: AuditTarget[];
  before?: unknown;
  after?: unknown;
  address?: string | undefined;
  agent?: string | undefined;
  requestId: string;
};

export type AuditSearch = {
  actor?: string | undefined;
  target?: AuditTarget | undefined;
  act?: AuditedAct | undefined;
  /** Half open. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
};

function actorOf(caller: Caller): string {
  switch (caller.kind) {
    case 'member':
      return `member:${caller.memberId}`;
    case 'app':
      return `app:${caller.appId}`;
    case 'system':
      return 'system';
  }
}

/** Behind those that a record itself names. */
const firstOfMany = 100;

/** That a field was said or taken away is kept, who it named is not. */
const withheld = (field: string, value: unknown) => (withheldFields.has(field) && value ? '***' : value);

/** Small details as they are; what is large or absent is left out. */
function small(value: unknown, mostLength: number): { kept?: unknown } {
  if (value === undefined) return {};
  const text = canonical(value);
  return text.length <= mostLength ? { kept: JSON.parse(text, withheld) } : {};
}

/** What was asked for, and what a service adds to it. */
function together(asked: unknown, added: unknown): unknown {
  const both = [asked, added].filter((one) => typeof one === 'object' && one !== null);
  return both.length === 2 ? Object.assign({}, ...both) : (added ?? asked);
}

/** What hardly anything fits is searched page by page: each ends after so many looks, and says where to go on. */
const maxLooks = 50;

/** A month is in as many parts as the chain, by id. */
const monthPartition = (month: string, shard: number) => `AUDIT#${month}#${shard}`;
const allShards = Array.from({ length: auditShards }, (_, shard) => shard);
const monthOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 7);

function monthBefore(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
}

/**
 * Who did what that matters, to what, from where. Records are written with the act (`audited`), chained behind it, and
 * never changed. They are found by time, by who acted, and by whatever was acted upon.
 */
export function createAuditLog(deps: { table: JindianTable; clock: Clock; ids: Ids }) {
  const { table, clock, ids } = deps;
  const chain = createHashChain({ table, name: 'audit', shards: auditShards });

  const records = new Entity({
    name: 'AuditRecord',
    table,
    timestamps: false,
    schema: item({
      month: string().key(),
      id: string().key(),
      atMs: number(),
      act: string(),
      actor: string(),
      targets: list(map({ kind: string(), id: string() })),
      before: any().optional(),
      after: any().optional(),
      address: string().optional(),
      agent: string().optional(),
      requestId: string(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
      gsi3pk: string().optional(),
      gsi3sk: string().optional(),
    }),
    computeKey: ({ month, id }: { month: string; id: string }) => ({
      pk: monthPartition(month, shardOf(id, auditShards)),
      sk: id,
    }),
  });

  /** Where else a record is found: by what was acted upon beside the first, such as all whom a search showed. */
  const mentions = new Entity({
    name: 'AuditMention',
    table,
    timestamps: false,
    schema: item({
      month: string().key(),
      id: string().key(),
      nth: number().key(),
      gsi2pk: string(),
      gsi2sk: string(),
    }),
    computeKey: ({ month, id, nth }: { month: string; id: string; nth: number }) => ({
      pk: `AUDIT#${month}#OF#${id}`,
      sk: String(nth),
    }),
  });

  /** `within`: what the thing itself is a part of: of a refund the order. */
  function recordWrites(record: StoredAudit, within: AuditTarget | undefined): Write[] {
    const [first, ...rest] = record.targets;
    const beside = rest.filter((target) => target !== within);
    const put = records
      .build(PutTransaction)
      .item({
        ...record,
        gsi1pk: `AUDIT_BY#${record.actor}`,
        gsi1sk: record.id,
        ...(first ? { gsi2pk: targetPartition(first), gsi2sk: record.id } : {}),
        ...(within ? { gsi3pk: targetPartition(within), gsi3sk: record.id } : {}),
      })
      .options({ condition: { attr: 'id', exists: false } });
    const { month, id } = record;
    return [
      write('audit', put),
      chain.waitWrite(refOf(record), record),
      ...beside.map((target, nth) =>
        write(
          'audit mention',
          mentions
            .build(PutTransaction)
            .item({ month, id, nth, gsi2pk: targetPartition(target), gsi2sk: id }),
        ),
      ),
    ];
  }

  /** The record that an act will leave; `audited` runs the act with it. */
  function pending(by: ActBy, { act, targets, after }: Act): PendingAudit<Write> {
    const details: PendingAudit<Write>['details'] = {};
    let next: { id: string; atMs: number } | null = null;
    const upcoming = () => {
      next ??= { id: ids.next(), atMs: clock.nowMs() };
      return next;
    };
    return {
      details,
      done: false,
      upcoming() {
        const { id, atMs } = upcoming();
        return { id, month: monthOf(atMs) };
      },
      writes() {
        const { id, atMs } = upcoming();
        // Another attempt makes another record.
        next = null;
        const most = details.isWhole ? maxWholeLength : maxDetailLength;
        const before = small(details.before, most);
        const whole = small(together(after, details.after), most);
        const wanted = 'kept' in whole ? whole : small(after, most);
        const record: StoredAudit = {
          id,
          month: monthOf(atMs),
          atMs,
          act,
          actor: actorOf(by.caller),
          targets: [...targets, ...(details.targets ?? [])].slice(0, 20),
          ...('kept' in before ? { before: before.kept } : {}),
          ...('kept' in wanted ? { after: wanted.kept } : {}),
          ...(by.origin.address ? { address: by.origin.address } : {}),
          ...(by.origin.agent ? { agent: by.origin.agent } : {}),
          requestId: by.origin.requestId,
        };
        return recordWrites(record, targets.length > 1 ? targets.at(-1) : undefined);
      },
    };
  }

  /** Has a record found by these too, from the `nth` on: what one act did to thousands. Again it is the same. */
  async function mention(
    { id, month }: { id: string; month: string },
    targets: readonly AuditTarget[],
    nth: number,
  ): Promise<void> {
    await writeBatch(
      table,
      targets.map((target, at) =>
        mentions.build(BatchPutRequest).item({
          month,
          id,
          nth: firstOfMany + nth + at,
          gsi2pk: targetPartition(target),
          gsi2sk: id,
        }),
      ),
    );
  }

  async function readRefs(refs: readonly string[]): Promise<Map<string, StoredAudit>> {
    const found = await readBatch(
      table,
      refs.map((ref) => {
        const [month = '', id = ''] = ref.split('#');
        return records.build(BatchGetRequest).key({ month, id });
      }),
    );
    return new Map(found.flatMap((stored) => (stored ? [[refOf(stored), plain(stored)] as const] : [])));
  }

  function fits(record: StoredAudit, search: AuditSearch): boolean {
    // What it was acted upon is asked of an index: a record of thousands names few of them itself.
    const { actor, act, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = search;
    return (
      (!act || record.act === act) &&
      (!actor || record.actor === actor) &&
      record.atMs >= fromMs &&
      record.atMs < toMs
    );
  }

  /** Newest first. `cursor` is the id to go on from; a page may be short of `limit` and still have a next one. */
  async function search(
    wanted: AuditSearch,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ items: StoredAudit[]; nextCursor: string | null }> {
    if (wanted.target) {
      const partition = targetPartition(wanted.target);
      // Acts on the thing itself, and on what is a part of it.
      const indexes = [indexNames.byQueue, indexNames.byPlaceServing] as const;
      return searchIndexes(
        indexes.map((index) => ({ index, partition })),
        wanted,
        limit,
        cursor,
      );
    }
    if (!wanted.actor) return searchMonths(wanted, limit, cursor);
    const own = { index: indexNames.byOwner, partition: `AUDIT_BY#${wanted.actor}` };
    return searchIndexes([own], wanted, limit, cursor);
  }

  async function searchIndexes(
    indexes: readonly { index: IndexName; partition: string }[],
    wanted: AuditSearch,
    limit: number,
    cursor: string | undefined,
  ) {
    const pages = await Promise.all(
      indexes.map((where) =>
        table
          .build(QueryCommand)
          .query({ ...where, ...(cursor ? { range: { lt: cursor } } : {}) })
          .options({ limit, reverse: true })
          .send(),
      ),
    );
    const all = pages
      .flatMap(({ Items = [] }, at) =>
        Items.map((entry) => ({ pk: String(entry.pk), id: String(entry[`${indexes[at]?.index}sk`]) })),
      )
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const keys = all.slice(0, limit).map(({ pk, id }) => `${pk.split('#')[1]}#${id}`);
    const found = await readRefs(keys);
    const items = keys.flatMap((key) => found.get(key) ?? []).filter((record) => fits(record, wanted));
    const last = keys.at(-1)?.split('#')[1];
    return { items, nextCursor: keys.length === limit && last ? last : null };
  }

  /** Newest first, of all parts of a month, before an id. */
  async function newestOfMonth(month: string, limit: number, before: string | undefined) {
    const range = before ? { range: { lt: before } } : {};
    const parts = await Promise.all(
      allShards.map((shard) =>
        readUpTo(limit, (next) =>
          table
            .build(QueryCommand)
            .query({ partition: monthPartition(month, shard), ...range })
            .entities(records)
            .options({ ...next, reverse: true })
            .send(),
        ),
      ),
    );
    const newest = parts.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
    return newest.slice(0, limit).map(plain);
  }

  /** By time alone: month by month backwards, at most a year in one look. */
  async function searchMonths(wanted: AuditSearch, limit: number, cursor: string | undefined) {
    const items: StoredAudit[] = [];
    const newest = Math.min(wanted.toMs ?? clock.nowMs(), clock.nowMs());
    // A made-up cursor may lie thousands of years ahead.
    let month = monthOf(cursor ? Math.min(timeOfUlid(cursor), newest) : newest);
    const oldest = monthOf(Math.max(wanted.fromMs ?? 0, newest - 365 * 86_400_000));
    let after = cursor;
    for (let looked = 0; month >= oldest; looked += 1) {
      const found = await newestOfMonth(month, limit, after);
      items.push(...found.filter((record) => fits(record, wanted)));
      const last = found.at(-1);
      if (found.length === limit && last) {
        if (items.length >= limit || looked >= maxLooks || last.atMs < (wanted.fromMs ?? 0))
          return { items, nextCursor: last.atMs < (wanted.fromMs ?? 0) ? null : last.id };
        after = last.id;
        continue;
      }
      after = undefined;
      month = monthBefore(month);
    }
    return { items, nextCursor: null };
  }

  async function everyRef(): Promise<string[]> {
    const refs: string[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(ScanCommand)
        .entities(records)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      refs.push(...(page.Items ?? []).map(refOf));
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return refs;
  }

  /**
   * Goes through the chain, the records that wait for it, and those that are in neither. Reads the whole table.
   * `noted`: heads of the chain that were kept elsewhere.
   */
  async function verify(noted: readonly ChainHead[] = []): Promise<ChainReport & { waiting: number }> {
    const report = await chain.verify({ contentsOf: readRefs, noted });
    const waiting = await chain.waitingRecords();
    for (const ref of report.refs) waiting.delete(ref);
    const slippedIn = (await everyRef()).filter((ref) => !report.refs.has(ref) && !waiting.has(ref));
    const faults: ChainFault[] = [
      ...report.faults,
      ...unchainedFaults(waiting, await readRefs([...waiting.keys()])),
      ...slippedIn.map((ref) => ({ what: 'record_unchained' as const, shard: -1, seq: 0, ref })),
    ];
    return { ...report, faults, waiting: waiting.size };
  }

  return {
    pending,
    mention,
    search,
    /** Behind the records; by whoever handles events and timers. */
    chainWaiting: () => chain.chainAll(clock),
    anchor: () => chain.anchor(clock),
    verify,
  };
}
export type AuditLog = ReturnType<typeof createAuditLog>;

function targetPartition({ kind, id }: AuditTarget): string {
  return `AUDIT_OF#${kind}#${id}`;
}

function refOf({ month, id }: { month: string; id: string }): string {
  return `${month}#${id}`;
}

/** What the chain's digest is of: the record without its index keys. */
function plain(stored: StoredAudit & Record<string, unknown>): StoredAudit {
  const { gsi1pk: _a, gsi1sk: _b, gsi2pk: _c, gsi2sk: _d, gsi3pk: _e, gsi3sk: _f, ...record } = stored;
  return record as StoredAudit;
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function timeOfUlid(id: string): number {
  return [...id.slice(0, 10)].reduce((ms, character) => ms * 32 + crockford.indexOf(character), 0);
}
