import {
  type BranchHolds,
  type CommissionHold,
  type HoldEvidence,
  type HoldReason,
  type HoldState,
  holdReasons,
  holdReasonsOfHq,
  holdStates,
} from '@jindian/shared/contract/selling/holds';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { defineMachine, nextState } from '../../platform/state-machine.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, write } from '../../platform/transact.ts';

export const holdMachine = defineMachine<HoldState, 'release' | 'refuse'>({
  name: 'commission hold',
  initial: 'waiting',
  final: ['released', 'refused'],
  transitions: {
    release: { from: ['waiting'], to: 'released' },
    refuse: { from: ['waiting'], to: 'refused' },
  },
});

type Held = {
  orderId: string;
  orderNumber: string;
  sellerId: string;
  /** The branch for which they sold; null: none. */
  locationId: string | null;
  /** Who bought it and all whom it pays: none of them decides about it. */
  own: readonly string[];
  amountFen: number;
  reasons: readonly HoldReason[];
  evidence: HoldEvidence;
};

const listKey = (state: HoldState) => `COMMISSION_HOLDS#${state}`;
const listKeyAt = (locationId: string) => `COMMISSION_HOLDS_AT#${locationId}`;
const listed = (atMs: number, orderId: string) => `${String(atMs).padStart(15, '0')}#${orderId}`;

/**
 * Commission that a rule of fraud holds. It stays pending in the books: what was decided is announced with the decision, and
 * whoever hears of it settles or voids it, as often as it is told.
 */
export function createHolds(deps: {
  table: JindianTable;
  clock: Clock;
  outbox: Outbox;
  nameOf(memberId: string): Promise<string>;
  settings: SettingsReader<'selling'>;
}) {
  const { table, clock, outbox, nameOf } = deps;
  const entity = new Entity({
    name: 'CommissionHold',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      orderNumber: string(),
      sellerId: string(),
      locationId: string().optional(),
      /** Absent on those from before it was kept. */
      own: list(string()).optional(),
      amountFen: number(),
      reasons: list(string().enum(...holdReasons)),
      evidence: map({ bindsInHour: number().optional(), membersAtAddress: number().optional() }).optional(),
      state: string().enum(...holdStates),
      sinceMs: number(),
      decidedBy: string().optional(),
      decidedAtMs: number().optional(),
      reason: string().optional(),
      gsi1pk: string(),
      gsi1sk: string(),
      /** While it waits, for whoever leads the branch. */
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: `COMMISSION_HOLD#${orderId}`, sk: 'HOLD' }),
  });

  async function read(orderId: string) {
    const { Item } = await entity.build(GetItemCommand).key({ orderId }).options({ consistent: true }).send();
    return Item ?? null;
  }

  /** What was decided of an order that is held; null: it is not. */
  const decisionOf = async (orderId: string): Promise<HoldState | null> =>
    (await read(orderId))?.state ?? null;

  /** What was decided of it; the first time it is asked, it waits from then on. */
  async function stateOf(held: Held): Promise<HoldState> {
    const sinceMs = clock.nowMs();
    const { locationId, ...rest } = held;
    const put = entity
      .build(PutTransaction)
      .item({
        ...rest,
        ...(locationId === null
          ? {}
          : { locationId, gsi2pk: listKeyAt(locationId), gsi2sk: listed(sinceMs, held.orderId) }),
        own: [...held.own],
        reasons: [...held.reasons],
        state: holdMachine.initial,
        sinceMs,
        gsi1pk: listKey(holdMachine.initial),
        gsi1sk: listed(sinceMs, held.orderId),
      })
      .options({ condition: { attr: 'orderId', exists: false } });
    const done = await transact(table, [write('hold', put)]);
    if (done.kind === 'done') return holdMachine.initial;
    if (done.kind === 'busy') throw new Error(`hold of ${held.orderId}: busy`);
    // Held already: what whoever was first made of it holds.
    return (await read(held.orderId))?.state ?? holdMachine.initial;
  }

  async function viewOf(stored: NonNullable<Awaited<ReturnType<typeof read>>>): Promise<CommissionHold> {
    const { orderId, orderNumber, sellerId, amountFen, reasons, state, sinceMs } = stored;
    const { decidedBy = null, decidedAtMs = null, reason = null, evidence = {} } = stored;
    const [sellerName, decidedByName] = await Promise.all([
      nameOf(sellerId),
      decidedBy === null ? null : nameOf(decidedBy),
    ]);
    return {
      orderId,
      orderNumber,
      sellerId,
      sellerName,
      amountFen,
      reasons,
      evidence,
      state,
      sinceMs,
      decidedBy,
      decidedByName,
      decidedAtMs,
      reason,
    };
  }

  type Wanted = { limit: number; cursor?: string | undefined };

  const page = async (state: HoldState, wanted: Wanted) => {
    const { items, nextCursor } = await listedBy('gsi1', listKey(state), state, wanted);
    return { items: await Promise.all(items.map(viewOf)), nextCursor };
  };

  async function listedBy(
    index: 'gsi1' | 'gsi2',
    partition: string,
    state: HoldState,
    { limit, cursor }: Wanted,
  ) {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        index,
        partition,
        ...(cursor === undefined ? {} : { range: { lt: cursor } }),
      })
      .options({ limit: limit + 1, reverse: true })
      .send();
    const keys = ((Items ?? []) as unknown as { pk: string; gsi1sk: string }[]).slice(0, limit);
    const found = await readBatch(
      table,
      keys.map(({ pk }) =>
        entity.build(BatchGetRequest).key({ orderId: pk.slice('COMMISSION_HOLD#'.length) }),
      ),
    );
    // The index is moments behind: what was decided meanwhile is in another list.
    const there = found.flatMap((one) => (one && one.state === state ? [one] : []));
    return {
      items: there,
      // While it waits both lists have it under the same key.
      nextCursor: (Items ?? []).length > limit ? (keys.at(-1)?.gsi1sk ?? null) : null,
    };
  }

  type Stored = NonNullable<Awaited<ReturnType<typeof read>>>;
  const isOwn = ({ sellerId, own }: Stored, memberId: string) =>
    [sellerId, ...(own ?? [])].includes(memberId);
  /** What whoever leads the branch may release. */
  async function isOfBranch({ reasons }: Stored): Promise<boolean> {
    const { holdsReleasedBy } = await deps.settings.current();
    return holdsReleasedBy === 'branch' && !reasons.some((reason) => holdReasonsOfHq.includes(reason));
  }

  /** What waits of a branch's people, for whoever leads it. */
  async function atBranch(locationId: string, by: string, wanted: Wanted): Promise<BranchHolds> {
    const found = await listedBy('gsi2', listKeyAt(locationId), 'waiting', wanted);
    const items = await Promise.all(
      found.items.map(async (hold) => {
        const { orderId, orderNumber, sellerName, amountFen, reasons, evidence, sinceMs } =
          await viewOf(hold);
        const mayRelease = !isOwn(hold, by) && (await isOfBranch(hold));
        return { orderId, orderNumber, sellerName, amountFen, reasons, evidence, sinceMs, mayRelease };
      }),
    );
    return { items, nextCursor: found.nextCursor };
  }

  /** By whoever leads the branch, where HQ's settings let them. */
  async function releaseAt(
    locationId: string,
    orderId: string,
    by: string,
    { reason }: { reason: string },
  ): Promise<Result<CommissionHold>> {
    const hold = await read(orderId);
    if (hold?.locationId !== locationId) return fail('not_found');
    if (!isOwn(hold, by) && !(await isOfBranch(hold))) return fail('hold_of_hq');
    return decide(orderId, by, { release: true, reason });
  }

  async function decide(
    orderId: string,
    by: string,
    wanted: { release: boolean; reason: string },
  ): Promise<Result<CommissionHold>> {
    const event = wanted.release ? 'release' : 'refuse';
    const done = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const hold = await read(orderId);
        if (!hold) return fail('not_found');
        if (isOwn(hold, by)) return fail('hold_own');
        const aim = holdMachine.transitions[event].to;
        if (hold.state === aim) return ok(null);
        const state = nextState(holdMachine, hold.state, event);
        if (!state) return fail('transition_refused');
        auditDetails({
          targets: [{ kind: 'order', id: orderId }],
          before: { state: hold.state },
          after: { state, reason: wanted.reason },
        });
        const atMs = clock.nowMs();
        const update = entity
          .build(UpdateTransaction)
          .item({
            orderId,
            state,
            decidedBy: by,
            decidedAtMs: atMs,
            reason: wanted.reason,
            gsi1pk: listKey(state),
            gsi1sk: listed(atMs, orderId),
            gsi2pk: $remove(),
            gsi2sk: $remove(),
          })
          .options({ condition: { attr: 'state', eq: hold.state } });
        return {
          writes: [
            write('hold', update),
            outbox.announce({ type: 'commission.decided', data: { orderId, atMs } }),
          ],
          value: null,
          refused: { hold: 'again' },
        };
      },
    });
    if (!done.ok) return done;
    const hold = await read(orderId);
    return hold ? ok(await viewOf(hold)) : fail('not_found');
  }

  return { decisionOf, stateOf, page, atBranch, decide, releaseAt };
}
export type Holds = ReturnType<typeof createHolds>;
