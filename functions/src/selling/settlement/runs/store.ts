import type { WithholdingRateList } from '@jindian/shared/contract/money/withholding';
import { runStates, type SettlementSums } from '@jindian/shared/contract/selling/settlement';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { Entity } from '../../../platform/entity.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type Write, write } from '../../../platform/transact.ts';

export type RunRecord = {
  id: string;
  revision: number;
  state: (typeof runStates)[number];
  closingDay: string;
  closesAtMs: number;
  /** In which what is paid is taxed. */
  month: string;
  startedAtMs: number;
  startedBy?: string | undefined;
  /** Which part of the payees is being gone through, and behind whom. */
  shard: number;
  after?: string | undefined;
  sums: SettlementSums;
  issued: number;
  passedOver: number;
  leastPayoutFen: number;
  twoPeopleFromFen: number;
  /** As it was in force when the run began: all of it is withheld by one document. */
  withholding: WithholdingRateList;
  approvals: { by: string; atMs: number }[];
};

export const noSums: SettlementSums = {
  payees: 0,
  statements: 0,
  paid: 0,
  grossFen: 0,
  withheldFen: 0,
  netFen: 0,
  carried: 0,
  carriedFen: 0,
  owing: 0,
  owingFen: 0,
};

const runsPartition = 'SETTLEMENT_RUNS';
export const runLabel = 'settlement run';
export const openLabel = 'settlement open';

export function createRunStore(table: JindianTable) {
  const runs = new Entity({
    name: 'SettlementRun',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      revision: number(),
      state: string().enum(...runStates),
      closingDay: string(),
      closesAtMs: number(),
      month: string(),
      startedAtMs: number(),
      startedBy: string().optional(),
      shard: number(),
      after: string().optional(),
      sums: any(),
      issued: number(),
      passedOver: number(),
      leastPayoutFen: number(),
      twoPeopleFromFen: number(),
      withholding: any(),
      approvals: list(map({ by: string(), atMs: number() })),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: runsPartition, sk: `RUN#${id}` }),
  });
  /** There is one while a run is not at its end: two at once would settle the same rows. */
  const open = new Entity({
    name: 'SettlementOpen',
    table,
    timestamps: false,
    schema: item({ name: string().key(), runId: string() }),
    computeKey: ({ name }: { name: string }) => ({ pk: runsPartition, sk: `OPEN#${name}` }),
  });

  async function read(id: string): Promise<RunRecord | null> {
    const { Item } = await runs.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return (Item as RunRecord | undefined) ?? null;
  }

  /** `before`: null for a new one. */
  function save(record: RunRecord, before: Pick<RunRecord, 'revision'> | null): Write {
    const put = runs
      .build(PutTransaction)
      .item(record)
      .options({
        condition:
          before === null ? { attr: 'id', exists: false } : { attr: 'revision', eq: before.revision },
      });
    return write(runLabel, put);
  }

  function openWrite(runId: string): Write {
    const put = open
      .build(PutTransaction)
      .item({ name: 'commission', runId })
      .options({ condition: { attr: 'runId', exists: false } });
    return write(openLabel, put);
  }

  function closeWrite(runId: string): Write {
    const gone = open
      .build(DeleteTransaction)
      .key({ name: 'commission' })
      .options({ condition: { attr: 'runId', eq: runId } });
    return write(openLabel, gone);
  }

  async function openRun(): Promise<string | null> {
    const { Item } = await open
      .build(GetItemCommand)
      .key({ name: 'commission' })
      .options({ consistent: true })
      .send();
    return Item?.runId ?? null;
  }

  /** The latest first. */
  async function page({ limit, cursor }: { limit: number; cursor?: string | undefined }) {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: runsPartition, range: { between: ['RUN#', `RUN#${cursor ?? '~'}`] } })
      .entities(runs)
      .options({ limit: limit + 2, reverse: true, consistent: true })
      .send();
    const found = (Items as RunRecord[]).filter(({ id }) => id !== cursor);
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  return { read, save, openWrite, closeWrite, openRun, page };
}
export type RunStore = ReturnType<typeof createRunStore>;
