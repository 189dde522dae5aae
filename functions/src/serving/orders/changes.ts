import type { PieceSerial } from '@jindian/shared/contract/serving/serials';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove, $set } from 'dynamodb-toolbox/entity/actions/update/symbols';
import type { StockAllocation } from '../../goods/inventory/rules.ts';
import { moneyLabel, refundLabel } from '../../money/payments/items.ts';
import type { Waiting } from '../../platform/due-items.ts';
import { type Machine, nextState } from '../../platform/state-machine.ts';
import { type Write, whenDone, write } from '../../platform/transact.ts';
import type { ServedAt } from './day-lists.ts';
import { type FailedDelivery, type FulfilmentRecord, isFirst } from './fulfilment-items.ts';
import type { StateChange } from './history.ts';
import { fulfilmentMachine, orderMachine } from './machines.ts';
import { type DuePatch, headAttributes, partAttributes } from './order-item.ts';
import type { OrderHead, OrderStore } from './store.ts';

/** Who caused a change, in the history: a member's role, or the system itself. Never a name. */
export type Actor = 'shopper' | 'staff' | 'courier' | 'carrier' | 'hq' | 'wechat' | 'wechat_pay' | 'system';
export type Cause = {
  atMs: number;
  by: Actor;
  mark?: string | undefined;
  /** Of a place's people: which of them. */
  memberId?: string | undefined;
};

type EventOf<M> = M extends Machine<string, infer Event> ? Event : never;
export type OrderEvent = EventOf<typeof orderMachine>;
export type FulfilmentEvent = EventOf<typeof fulfilmentMachine>;

/** What of a fulfilment may change with its state. */
export type FulfilmentPatch = (ServedAt | { locationId?: never; awayList?: never }) &
  Partial<
    Pick<
      FulfilmentRecord,
      | 'method'
      | 'distanceMeters'
      | 'lines'
      | 'allocations'
      | 'acceptance'
      | 'offerUntilMs'
      | 'serviceFeeFen'
      | 'givenAtMs'
      | 'asked'
      | 'slotId'
      | 'transferId'
      | 'expected'
      | 'dealt'
      | 'failure'
    >
  >;

/** What was there a moment ago has changed: a refund, a step of a part, a payment that arrived. Look at what is there now. */
export const changedMeanwhile = {
  [moneyLabel]: 'again',
  [refundLabel]: 'again',
  order: 'again',
  fulfilment: 'again',
  // What a part holds that changed hands at this moment.
  'level *': 'again',
  'slot*': 'again',
  'load *': 'again',
} as const;

const changesHands: ReadonlySet<FulfilmentEvent> = new Set([
  'release_to_branch',
  'offer',
  'open_grab_pool',
  'hand_to_hq',
  'grab',
  'ask_shopper',
  'call_goods',
  'fail_delivery',
  'take_back',
  'lose_goods',
]);

/** A list or a map replaces what was there; without `$set` it would be merged into it. */
function stored(value: unknown): unknown {
  if (value === undefined) return $remove();
  return typeof value === 'object' && value !== null ? $set(value) : value;
}

/** The state after the event; a caller who has not made sure that it is possible has a fault. */
export function stepped<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): State {
  const next = nextState(machine, state, event);
  if (next === null) throw new Error(`${machine.name}: ${event} is not possible in ${state}`);
  return next;
}

function grown(history: StateChange[], state: string, { atMs, by, mark, memberId }: Cause): StateChange[] {
  const who = by === 'staff' && memberId !== undefined ? { memberId } : {};
  return [...history, { atMs, state, by, ...(mark === undefined ? {} : { mark }), ...who }];
}

/** A write, and the record as it is once that is done. */
export type Change<T> = Write & { after: T };

function becoming<T extends object>(record: T, next: Partial<T>, itsWrite: Write): Change<T> {
  return { ...whenDone(itsWrite, () => Object.assign(record, next)), after: { ...record, ...next } };
}

/**
 * State changes as writes. Each is on condition that the state is still the one that was read: of two commands at
 * once one wins, and the other learns it. The record given is updated too, once the write is done, so that the answer
 * needs no second read; until then it stays as it was read, and the same change may be made of it again. Whatever it
 * waited for before the change is no longer due.
 */
export function createChanges(store: OrderStore) {
  /** What is read of an order together: no part was done, added or given up meanwhile, and no refund arrived. */
  function ofOrder(head: OrderHead, next: Partial<OrderHead>, due: DuePatch = {}): Change<OrderHead> {
    const { orderId, state, fulfilledCount, partCount, refundedFen } = head;
    const patch = {
      ...due,
      set: { ...headAttributes(next, orderId), ...due.set },
      equal: headAttributes({ state, fulfilledCount, partCount, refundedFen }, orderId),
    };
    return becoming(head, next, store.patchOrder('order', head, patch));
  }

  function order(
    head: OrderHead,
    event: OrderEvent,
    cause: Cause,
    patch: Partial<Pick<OrderHead, 'fulfilledCount' | 'partCount' | 'refundedFen'>> = {},
    waiting: Waiting | null = null,
  ): Change<OrderHead> {
    const state = stepped(orderMachine, head.state, event);
    const next = {
      state,
      history: grown(head.history, state, { ...cause, mark: undefined, memberId: undefined }),
      ...patch,
    };
    // Until WeChat Pay has closed it, it waits as before for somebody to call it off.
    return ofOrder(head, next, state === 'closing' ? {} : store.waitsNow(head.orderId, waiting));
  }

  /** A refund arrived, and the order goes on. */
  function countRefunded(head: OrderHead, amountFen: number): Change<OrderHead> {
    return ofOrder(head, { refundedFen: head.refundedFen + amountFen });
  }

  /** How far an order with several parts is; two that finish at once must not both think that another is left. */
  function countParts(
    head: OrderHead,
    patch: Partial<Pick<OrderHead, 'fulfilledCount' | 'partCount' | 'fulfilmentIds'>>,
  ): Change<OrderHead> {
    return ofOrder(head, patch);
  }

  function ofPart(
    record: FulfilmentRecord,
    next: Partial<FulfilmentRecord>,
    keys: Record<string, unknown>,
    due: DuePatch = {},
  ): Change<FulfilmentRecord> {
    const { orderId, fulfilmentId, state, attempt } = record;
    if (isFirst(record)) {
      const patch = {
        ...due,
        set: { ...partAttributes(next, orderId), ...keys, ...due.set },
        equal: partAttributes({ state, attempt }, orderId),
      };
      return becoming(record, next, store.patchOrder('fulfilment', record, patch));
    }
    const dropped = Object.fromEntries((due.drop ?? []).map((attr) => [attr, undefined]));
    const changed = Object.entries({ ...next, ...keys, ...dropped, ...due.set }).map(([attr, value]) => [
      attr,
      stored(value),
    ]);
    const built = store.fulfilments.entity
      .build(UpdateTransaction)
      .item({ orderId, fulfilmentId, ...Object.fromEntries(changed) })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: state },
            { attr: 'attempt', eq: attempt },
          ],
        },
      });
    return becoming(record, next, write('fulfilment', built));
  }

  /**
   * `patch`: what else changes, such as the place; `waiting`: what it waits for from now on, until it changes again. A change of hands makes the next attempt; every change is on
   * condition of the attempt that was read, so that an answer to an offer never meets the next one's state.
   */
  function fulfilment(
    record: FulfilmentRecord,
    event: FulfilmentEvent,
    cause: Cause,
    patch: FulfilmentPatch = {},
    waiting: Omit<Waiting, 'nth'> | null = null,
  ): Change<FulfilmentRecord> & { waits: Waiting | null } {
    const state = stepped(fulfilmentMachine, record.state, event);
    const history = grown(record.history, state, cause);
    const attempt = record.attempt + (changesHands.has(event) ? 1 : 0);
    // Another place has other pieces; what could not be delivered is still out, and may leave again.
    const leavesPieces = changesHands.has(event) && event !== 'fail_delivery';
    const given = leavesPieces && record.serials ? { serials: undefined } : {};
    const next = { state, history, attempt, ...given, ...patch };
    const keys = {
      ...(store.fulfilments.workKeys({ ...record, ...next }) ?? { gsi2pk: undefined, gsi2sk: undefined }),
      ...('awayList' in patch
        ? (store.fulfilments.awayKeys({ ...record, ...next }) ?? { gsi3pk: undefined, gsi3sk: undefined })
        : {}),
    };
    const waits = waiting && { ...waiting, nth: history.length };
    const toPack = store.fulfilments.toPackKeys({ ...record, ...next });
    const due = toPack ? { set: toPack } : store.waitsNow(record.orderId, waits);
    return { ...ofPart(record, next, keys, due), waits };
  }

  /**
   * Other pieces are held for it, and nothing else changes. Makes the next attempt: whoever read what was held before
   * finds another number.
   */
  function holding(record: FulfilmentRecord, allocations: StockAllocation[]): Change<FulfilmentRecord> {
    return ofPart(record, { attempt: record.attempt + 1, allocations }, {});
  }

  /** Which pieces it is, and nothing else; made anew like what is held. */
  function serials(record: FulfilmentRecord, given: PieceSerial[]): Change<FulfilmentRecord> {
    return ofPart(record, { attempt: record.attempt + 1, serials: given }, {});
  }

  /** It failed, and its branch left it open for so long that it is HQ's too. */
  function overdue(record: FulfilmentRecord, failure: FailedDelivery): Change<FulfilmentRecord> {
    const keys = store.fulfilments.workKeys({ ...record, failure }) ?? {};
    return ofPart(record, { attempt: record.attempt, failure }, keys, store.waitsNow(record.orderId, null));
  }

  /** Nothing changes: on condition that nobody has changed it, either. */
  function unchanged(record: FulfilmentRecord): Write {
    return ofPart(record, { attempt: record.attempt }, {});
  }

  return { order, fulfilment, holding, serials, overdue, unchanged, countParts, countRefunded };
}
export type Changes = ReturnType<typeof createChanges>;
