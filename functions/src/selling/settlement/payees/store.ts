import type { PayeeKind } from '@jindian/shared/contract/money/withholding';
import type {
  BankAccount,
  PayAuthorizationState,
  PayeeRoute,
} from '@jindian/shared/contract/selling/settlement';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $get } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../../platform/batch-read.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Edited } from '../../../platform/edited.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { transact, type Write, write } from '../../../platform/transact.ts';
import { createPayeeItems, payeePartition, payeeSortKey } from './items.ts';
import type { PaidMonth } from './paid.ts';

export type PayeeRecord = {
  payeeId: string;
  sinceMs: number;
  revision: number;
  /** Of how they are paid, by headquarters. */
  edited?: Edited;
  /** Absent: as their kind of seller has it. */
  kind?: PayeeKind;
  route?: PayeeRoute;
  onHold: boolean;
  realName?: string;
  /** What the payee says that WeChat Pay knows them by. */
  ownName?: string;
  bank?: BankAccount;
  settledLine: number;
  closingFen: number;
  isCourier?: boolean;
  courierLine: number;
  lastRunId?: string;
  paid: readonly PaidMonth[];
  authorization?: { number: string; state: PayAuthorizationState; authorizationId?: string };
};

/** So many ids are remembered to be there: whoever sells often costs no read. */
const mostKnown = 20_000;
const firstKey = 'PAYEE#';
const afterAll = 'PAYEE$';
export const payeeLabel = 'payee';

export function createPayeeStore({ table, clock }: { table: JindianTable; clock: Clock }) {
  const entity = createPayeeItems(table);
  const known = new Set<string>();

  type Stored = NonNullable<Awaited<ReturnType<typeof readStored>>>;
  async function readStored(payeeId: string) {
    const { Item } = await entity.build(GetItemCommand).key({ payeeId }).options({ consistent: true }).send();
    return Item;
  }

  function recordOf(stored: Stored): PayeeRecord {
    const { entity: _, ...rest } = stored as Stored & { entity?: unknown };
    const {
      revision = 0,
      onHold = false,
      settledLine = 0,
      courierLine = 0,
      closingFen = 0,
      paid = [],
    } = stored;
    return { ...rest, revision, onHold, settledLine, courierLine, closingFen, paid } as PayeeRecord;
  }

  /**
   * Makes sure that these are in the list, before they are owed anything: one write the first time, and nothing after. A payee
   * without an earning harms nobody; an earning without a payee would never be paid.
   */
  async function ensure(payeeIds: readonly string[]): Promise<void> {
    const unknown = [...new Set(payeeIds)].filter((payeeId) => !known.has(payeeId));
    if (unknown.length === 0) return;
    const there = await readBatch(
      table,
      unknown.map((payeeId) => entity.build(BatchGetRequest).key({ payeeId })),
      { consistent: true },
    );
    for (const [index, payeeId] of unknown.entries()) {
      if (!there[index]) {
        const first = entity
          .build(UpdateTransaction)
          .item({ payeeId, sinceMs: $get('sinceMs', clock.nowMs()) });
        if ((await transact(table, [write(payeeLabel, first)])).kind !== 'done')
          throw new Error(`payee ${payeeId}: busy`);
      }
      if (known.size >= mostKnown) known.clear();
      known.add(payeeId);
    }
  }

  /** The same for who delivers: whoever settles looks at their fees as well. */
  async function ensureCourier(payeeId: string): Promise<void> {
    const key = `courier ${payeeId}`;
    if (known.has(key)) return;
    if (!(await readStored(payeeId))?.isCourier) {
      const first = entity.build(UpdateTransaction).item({
        payeeId,
        sinceMs: $get('sinceMs', clock.nowMs()),
        isCourier: true,
        // Who writes the whole of it meanwhile reads it anew.
        revision: $add(1),
      });
      if ((await transact(table, [write(payeeLabel, first)])).kind !== 'done')
        throw new Error(`payee ${payeeId}: busy`);
    }
    if (known.size >= mostKnown) known.clear();
    known.add(key);
  }

  async function read(payeeId: string): Promise<PayeeRecord | null> {
    const stored = await readStored(payeeId);
    return stored ? recordOf(stored) : null;
  }

  /** As it is before anything was earned. */
  function anew(payeeId: string): PayeeRecord {
    const nothing = { revision: 0, onHold: false, settledLine: 0, courierLine: 0, closingFen: 0 };
    return { payeeId, sinceMs: clock.nowMs(), ...nothing, paid: [] };
  }

  const readOrNew = async (payeeId: string): Promise<PayeeRecord> => (await read(payeeId)) ?? anew(payeeId);

  async function readMany(payeeIds: readonly string[]): Promise<Map<string, PayeeRecord>> {
    const found = await readBatch(
      table,
      payeeIds.map((payeeId) => entity.build(BatchGetRequest).key({ payeeId })),
      { consistent: true },
    );
    return new Map(found.flatMap((stored) => (stored ? [[stored.payeeId, recordOf(stored)]] : [])));
  }

  /** Of one shard those behind an id, in the order of ids. */
  async function page(shard: number, after: string | null, limit: number): Promise<PayeeRecord[]> {
    const from = after === null ? firstKey : payeeSortKey(after);
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: payeePartition(shard), range: { between: [from, afterAll] } })
      .entities(entity)
      // The one that it goes on behind is read once more and left out.
      .options({ limit: limit + 1, consistent: true })
      .send();
    return Items.map(recordOf)
      .filter(({ payeeId }) => after === null || payeeId > after)
      .slice(0, limit);
  }

  /** Written as a whole, on condition that nobody changed it since it was read. */
  function save(record: PayeeRecord): Write {
    const { revision, paid, ...rest } = record;
    const put = entity
      .build(PutTransaction)
      .item({ ...rest, paid: [...paid], revision: revision + 1 } as never)
      .options({
        condition: revision === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: revision },
      });
    return write(payeeLabel, put);
  }

  return { ensure, ensureCourier, read, anew, readOrNew, readMany, page, save };
}
export type PayeeStore = ReturnType<typeof createPayeeStore>;

/** In files for a bank or payroll headquarters' word holds, whatever the payee says since. */
export const nameInFiles = ({ realName, ownName }: PayeeRecord) => realName ?? ownName;

/** WeChat Pay compares it with who they are there: whoever said it last. */
export const nameAtWechat = ({ realName, ownName }: PayeeRecord) => ownName ?? realName;
