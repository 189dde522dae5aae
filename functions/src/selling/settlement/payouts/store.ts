import { type PayeeKind, payeeKindSchema } from '@jindian/shared/contract/money/withholding';
import { payeeRoutes, payoutProblems, payoutStates } from '@jindian/shared/contract/selling/settlement';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../../platform/batch-read.ts';
import { type DueItems, dueAttributes } from '../../../platform/due-items.ts';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';

/** What WeChat Pay was asked: a repeat says exactly the same, or it would be refused. */
export type Asked = {
  openid: string;
  payeeName?: string | undefined;
  remark: string;
  position: string;
  reason: string;
  authorizationId?: string | undefined;
  atMs: number;
};

export type PayoutRecord = {
  /** Also its number outside: letters and digits, for ever its own. */
  payoutId: string;
  revision: number;
  payeeId: string;
  runId: string;
  route: (typeof payeeRoutes)[number];
  employerId?: string | undefined;
  month: string;
  /** As what the payee was taxed. */
  kind?: PayeeKind | undefined;
  grossFen: number;
  withheldFen: number;
  netFen: number;
  state: (typeof payoutStates)[number];
  stateAtMs: number;
  problem?: (typeof payoutProblems)[number] | undefined;
  asked?: Asked | undefined;
  /** How often it was asked about since it was sent. */
  looks?: number | undefined;
  fileId?: string | undefined;
  invoiceNo?: string | undefined;
};

export const payoutLabel = 'payout';
export const payoutLookKind = 'payout.look';
const listOf = (route: string, state: string) => `PAYOUTS#${route}#${state}`;

export function createPayoutStore({ table, dueItems }: { table: JindianTable; dueItems: DueItems }) {
  const entity = new Entity({
    name: 'Payout',
    table,
    timestamps: false,
    schema: item({
      payoutId: string().key(),
      revision: number(),
      payeeId: string(),
      runId: string(),
      route: string().enum(...payeeRoutes),
      employerId: string().optional(),
      month: string(),
      kind: string()
        .enum(...payeeKindSchema.options)
        .optional(),
      grossFen: number(),
      withheldFen: number(),
      netFen: number(),
      state: string().enum(...payoutStates),
      stateAtMs: number(),
      problem: string()
        .enum(...payoutProblems)
        .optional(),
      asked: map({
        openid: string(),
        payeeName: string().optional(),
        remark: string(),
        position: string(),
        reason: string(),
        authorizationId: string().optional(),
        atMs: number(),
      }).optional(),
      looks: number().optional(),
      fileId: string().optional(),
      invoiceNo: string().optional(),
      gsi1pk: string(),
      gsi1sk: string(),
      ...dueAttributes(),
    }),
    computeKey: ({ payoutId }: { payoutId: string }) => ({ pk: `PAYOUT#${payoutId}`, sk: 'PAYOUT' }),
  });

  function recordOf(stored: unknown): PayoutRecord {
    const {
      gsi1pk: _,
      gsi1sk: __,
      gsi4pk: ___,
      gsi4sk: ____,
      entity: _____,
      ...record
    } = stored as PayoutRecord & Record<string, unknown>;
    return record as PayoutRecord;
  }

  async function read(payoutId: string): Promise<PayoutRecord | null> {
    const { Item } = await entity
      .build(GetItemCommand)
      .key({ payoutId })
      .options({ consistent: true })
      .send();
    return Item ? recordOf(Item) : null;
  }

  async function readMany(payoutIds: readonly string[]): Promise<Map<string, PayoutRecord>> {
    const found = await readBatch(
      table,
      payoutIds.map((payoutId) => entity.build(BatchGetRequest).key({ payoutId })),
      { consistent: true },
    );
    return new Map(found.flatMap((one) => (one ? [[one.payoutId, recordOf(one)] as const] : [])));
  }

  /** Whole, on condition that it is as it was read; `lookAtMs`: when somebody has to ask what became of it. */
  function save(record: PayoutRecord, before: PayoutRecord | null, lookAtMs: number | null = null): Write {
    const { payoutId, route, state, stateAtMs } = record;
    const put = entity
      .build(PutTransaction)
      .item({
        ...record,
        revision: before === null ? 0 : before.revision + 1,
        gsi1pk: listOf(route, state),
        gsi1sk: `${String(stateAtMs).padStart(15, '0')}#${payoutId}`,
        ...dueItems.waits(payoutId, lookAtMs === null ? null : { kind: payoutLookKind, atMs: lookAtMs }),
      })
      .options({
        condition:
          before === null ? { attr: 'payoutId', exists: false } : { attr: 'revision', eq: before.revision },
      });
    return write(payoutLabel, put);
  }

  /** Of one route in one state, the longest there first. */
  async function page(
    route: PayoutRecord['route'],
    state: PayoutRecord['state'],
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: PayoutRecord[]; nextCursor: string | null }> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({
        index: 'gsi1',
        partition: listOf(route, state),
        ...(cursor === undefined ? {} : { range: { gt: cursor } }),
      })
      .options({ limit: limit + 1 })
      .send();
    const keys = (Items as unknown as { gsi1sk: string }[]).map(({ gsi1sk }) => gsi1sk);
    const shown = keys.slice(0, limit);
    const found = await readMany(shown.map((key) => key.slice(key.indexOf('#') + 1)));
    return {
      // The index is moments behind: what is elsewhere by now is in another list.
      items: [...found.values()].filter((one) => one.state === state),
      nextCursor: keys.length > limit ? (shown.at(-1) ?? null) : null,
    };
  }

  return { read, readMany, save, page };
}
export type PayoutStore = ReturnType<typeof createPayoutStore>;
