import type {
  CourierPolicy,
  CourierTaskState,
  EditedCourierPolicy,
} from '@jindian/shared/contract/serving/couriers';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { type IndexName, indexNames } from '../../platform/deployed-names.ts';
import { type DueItems, dueAttributes } from '../../platform/due-items.ts';
import type { Edited } from '../../platform/edited.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

export const courierDueKinds = { grabTimeout: 'courier.grab_timeout' } as const;

export type TaskKey = { orderId: string; fulfilmentId: string };

/** A task as stored. No address, name or phone of the shopper: those are read from the order when somebody may see them. */
export type TaskRecord = TaskKey & {
  locationId: string;
  orderNumber: string;
  state: CourierTaskState;
  feeFen: number;
  pickUpWithinMinutes: number;
  goodsCount: number;
  distanceMeters: number;
  county: string;
  slotId: string | null;
  calledAtMs: number;
  courierId: string | null;
  courierName: string | null;
  grabbedAtMs: number | null;
  pickUpByMs: number | null;
  deliveredAtMs: number | null;
  codeAttempts: number;
  /** Counts the changes of state: a task that was given back and grabbed again is not the one that was read. */
  revision: number;
  /** `mark`: by which command. */
  history: { atMs: number; state: string; by: string; mark?: string }[];
};

export type CourierFee = {
  courierId: string;
  atMs: number;
  orderId: string;
  fulfilmentId: string;
  feeFen: number;
};

/** Under way: somebody at the branch or on the road still has to do something. */
const isLive = (state: CourierTaskState) => state !== 'delivered' && state !== 'cancelled';

/** Most tasks of one list. */
const maxListed = 50;
const stamp = (atMs: number) => String(atMs).padStart(15, '0');

export function createCourierStore(table: JindianTable, due: Pick<DueItems, 'waits'>) {
  const byOrder = ({ orderId }: { orderId: string }) => `COURIER_TASKS#${orderId}`;
  const tasks = new Entity({
    name: 'CourierTask',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      fulfilmentId: string().key(),
      state: string(),
      codeAttempts: number(),
      revision: number(),
      task: any(),
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
      ...dueAttributes(),
    }),
    computeKey: (key: TaskKey) => ({ pk: byOrder(key), sk: `TASK#${key.fulfilmentId}` }),
  });
  const fees = new Entity({
    name: 'CourierFee',
    table,
    timestamps: false,
    schema: item({
      courierId: string().key(),
      atMs: number().key(),
      orderId: string().key(),
      fulfilmentId: string().key(),
      feeFen: number(),
    }),
    computeKey: (key: Omit<CourierFee, 'feeFen'>) => ({
      pk: `COURIER#${key.courierId}`,
      sk: `FEE#${stamp(key.atMs)}#${key.orderId}#${key.fulfilmentId}`,
    }),
  });
  const policies = new Entity({
    name: 'CourierPolicy',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      feeFen: number(),
      pickUpWithinMinutes: number(),
      revision: number(),
      savedBy: string(),
      savedAtMs: number(),
    }),
    computeKey: ({ locationId }: { locationId: string }) => ({
      pk: `COURIER_POLICY#${locationId}`,
      sk: 'POLICY',
    }),
  });

  const handKey = (courierId: string, which: 'in_hand' | 'done') => `COURIER#${courierId}#${which}`;
  const branchKey = (locationId: string) => `COURIER_HALL#${locationId}`;

  /** A courier finds a task while it is theirs, a branch and its grab pool while it is not done. */
  function indexKeys(task: TaskRecord) {
    const { state, courierId, locationId, calledAtMs, deliveredAtMs } = task;
    const live = isLive(state);
    const hand =
      courierId === null || state === 'open' || state === 'cancelled'
        ? null
        : handKey(courierId, state === 'delivered' ? 'done' : 'in_hand');
    return {
      ...(hand ? { gsi1pk: hand, gsi1sk: `${stamp(deliveredAtMs ?? calledAtMs)}#${task.fulfilmentId}` } : {}),
      ...(live
        ? { gsi2pk: branchKey(locationId), gsi2sk: `${state}#${stamp(calledAtMs)}#${task.fulfilmentId}` }
        : {}),
    };
  }

  function stored(task: TaskRecord) {
    const { orderId, fulfilmentId, state, codeAttempts, revision, pickUpByMs } = task;
    const waiting =
      state === 'grabbed' && pickUpByMs !== null
        ? { kind: courierDueKinds.grabTimeout, atMs: pickUpByMs, nth: revision }
        : null;
    return {
      orderId,
      fulfilmentId,
      state,
      codeAttempts,
      revision,
      task,
      ...indexKeys(task),
      ...due.waits(orderId, waiting),
    };
  }

  /** The first call of a courier for this fulfilment. Label `task`. */
  function create(task: TaskRecord): Write {
    return write(
      'task',
      tasks
        .build(PutTransaction)
        .item(stored(task))
        .options({ condition: { attr: 'state', exists: false } }),
    );
  }

  /** The task after one more change, on condition that nobody changed it since it was read: of two at once one wins. Label `task`. */
  function change(before: TaskRecord, after: TaskRecord): Write {
    return write(
      'task',
      tasks
        .build(PutTransaction)
        .item(stored({ ...after, revision: before.revision + 1 }))
        .options({
          condition: {
            and: [
              { attr: 'revision', eq: before.revision },
              // Tries at the code are counted beside it: none is written over.
              { attr: 'codeAttempts', eq: before.codeAttempts },
            ],
          },
        }),
    );
  }

  /** Uses one try up before the code is looked at. Refused when all are used, or when it is not on its way. */
  function takeAttempt({ orderId, fulfilmentId }: TaskKey, most: number): Write {
    return write(
      'attempt',
      tasks
        .build(UpdateTransaction)
        .item({ orderId, fulfilmentId, codeAttempts: $add(1) })
        .options({
          condition: {
            and: [
              { attr: 'codeAttempts', lt: most },
              { attr: 'state', eq: 'picked_up' },
            ],
          },
        }),
    );
  }

  function toRecord(held: { task?: unknown; codeAttempts: number; state: string }): TaskRecord {
    return {
      ...(held.task as TaskRecord),
      state: held.state as CourierTaskState,
      codeAttempts: held.codeAttempts,
    };
  }

  async function read({ orderId, fulfilmentId }: TaskKey): Promise<TaskRecord | null> {
    const { Item } = await tasks
      .build(GetItemCommand)
      .key({ orderId, fulfilmentId })
      .options({ consistent: true })
      .send();
    return Item ? toRecord(Item) : null;
  }

  /** All tasks of an order, one for each of its fulfilments at most. */
  async function ofOrder(orderId: string): Promise<TaskRecord[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: byOrder({ orderId }), range: { beginsWith: 'TASK#' } })
      .entities(tasks)
      .options({ consistent: true, ...everyPage })
      .send();
    return (Items ?? []).map(toRecord);
  }

  async function readMany(keys: readonly { pk: string; sk: string }[]): Promise<TaskRecord[]> {
    const requests = keys.map(({ pk, sk }) =>
      tasks.build(BatchGetRequest).key({
        orderId: pk.slice('COURIER_TASKS#'.length),
        fulfilmentId: sk.slice('TASK#'.length),
      }),
    );
    return (await readBatch(table, requests)).flatMap((held) => (held ? [toRecord(held)] : []));
  }

  async function listed(
    index: IndexName,
    partition: string,
    range: { beginsWith: string } | null,
    reverse: boolean,
  ): Promise<TaskRecord[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ index, partition, ...(range ? { range } : {}) })
      .options({ limit: maxListed, reverse })
      .send();
    return readMany((Items ?? []) as unknown as { pk: string; sk: string }[]);
  }

  /** A branch's open tasks, longest waiting first. An index may lag: what is no longer open there is left out. */
  async function openAt(locationId: string): Promise<TaskRecord[]> {
    const found = await listed(indexNames.byQueue, branchKey(locationId), { beginsWith: 'open#' }, false);
    return found.filter((task) => task.state === 'open' && task.locationId === locationId);
  }

  /** All that is under way from a branch; what ended or went elsewhere while the index lags is left out. */
  async function liveAt(locationId: string): Promise<TaskRecord[]> {
    const found = await listed(indexNames.byQueue, branchKey(locationId), null, false);
    return found.filter((task) => isLive(task.state) && task.locationId === locationId);
  }

  async function ofCourier(courierId: string, which: 'in_hand' | 'done'): Promise<TaskRecord[]> {
    const found = await listed(indexNames.byOwner, handKey(courierId, which), null, which === 'done');
    return found.filter(
      (task) => task.courierId === courierId && (task.state === 'delivered') === (which === 'done'),
    );
  }

  function addFee(fee: CourierFee): Write {
    return write('fee', fees.build(PutTransaction).item(fee));
  }

  /** Fees earned from one moment to before another. */
  async function feesBetween(courierId: string, fromMs: number, toMs: number): Promise<CourierFee[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        partition: `COURIER#${courierId}`,
        range: { between: [`FEE#${stamp(fromMs)}`, `FEE#${stamp(toMs - 1)}$`] },
      })
      .entities(fees)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  /** Refused with label `policy` unless it is still at the revision that was seen. */
  function savePolicy(
    locationId: string,
    { feeFen, pickUpWithinMinutes, revision }: EditedCourierPolicy,
    savedBy: string,
    savedAtMs: number,
  ): Write {
    return write(
      'policy',
      policies
        .build(PutTransaction)
        .item({ locationId, feeFen, pickUpWithinMinutes, revision: revision + 1, savedBy, savedAtMs })
        .options({
          condition:
            revision === 0 ? { attr: 'locationId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  async function policyOf(locationId: string, consistent = false): Promise<(CourierPolicy & Edited) | null> {
    const { Item } = await policies.build(GetItemCommand).key({ locationId }).options({ consistent }).send();
    if (!Item) return null;
    const { feeFen, pickUpWithinMinutes, revision, savedBy, savedAtMs } = Item;
    return { feeFen, pickUpWithinMinutes, revision, by: savedBy, atMs: savedAtMs };
  }

  return {
    create,
    change,
    takeAttempt,
    read,
    ofOrder,
    openAt,
    liveAt,
    ofCourier,
    addFee,
    feesBetween,
    savePolicy,
    policyOf,
  };
}
export type CourierStore = ReturnType<typeof createCourierStore>;
