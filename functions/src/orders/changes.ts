import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove, $set } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { type Machine, nextState } from '../platform/state-machine.ts';
import { type Write, write } from '../platform/transact.ts';
import { fulfilmentMachine, orderMachine, tenderMachine } from './machines.ts';
import type {
  FulfilmentRecord,
  OrderHead,
  OrderRecord,
  OrderStore,
  StateChange,
  TenderRecord,
} from './store.ts';

/** Who caused a change, in the history: a member's role, or the system itself. Never a name. */
export type Actor = 'shopper' | 'staff' | 'wechat_pay' | 'system';
export type Cause = { atMs: number; by: Actor };

type EventOf<M> = M extends Machine<string, infer Event> ? Event : never;
export type OrderEvent = EventOf<typeof orderMachine>;
export type FulfilmentEvent = EventOf<typeof fulfilmentMachine>;
export type TenderEvent = EventOf<typeof tenderMachine>;

function stepped<State extends string, Event extends string>(
  machine: Machine<State, Event>,
  state: State,
  event: Event,
): State {
  const next = nextState(machine, state, event);
  if (next === null) throw new Error(`${machine.name}: ${event} is not possible in ${state}`);
  return next;
}

function grown(history: StateChange[], state: string, cause: Cause): StateChange[] {
  return [...history, { atMs: cause.atMs, state, by: cause.by }];
}

/**
 * State changes as writes. Each is on condition that the state is still the one that was read: of two commands at
 * once one wins, and the other learns it. The record given is updated too, so that the answer needs no second read.
 */
export function createChanges(store: OrderStore) {
  function order(head: OrderHead, event: OrderEvent, cause: Cause): Write {
    const from = head.state;
    head.state = stepped(orderMachine, from, event);
    head.history = grown(head.history, head.state, cause);
    return write(
      'order',
      store.heads
        .build(UpdateTransaction)
        .item({ orderId: head.orderId, state: head.state, history: $set(head.history) })
        .options({ condition: { attr: 'state', eq: from } }),
    );
  }

  function fulfilment(record: FulfilmentRecord, event: FulfilmentEvent, cause: Cause): Write {
    const from = record.state;
    record.state = stepped(fulfilmentMachine, from, event);
    record.history = grown(record.history, record.state, cause);
    const keys = store.workKeys(record, record.state) ?? { gsi2pk: $remove(), gsi2sk: $remove() };
    const { orderId, fulfilmentId, state } = record;
    return write(
      'fulfilment',
      store.fulfilments
        .build(UpdateTransaction)
        .item({ orderId, fulfilmentId, state, history: $set(record.history), ...keys })
        .options({ condition: { attr: 'state', eq: from } }),
    );
  }

  function tender(
    record: TenderRecord,
    event: TenderEvent,
    facts: Pick<TenderRecord, 'transactionId' | 'refundNo'> = {},
  ): Write {
    const from = record.state;
    record.state = stepped(tenderMachine, from, event);
    Object.assign(record, facts);
    const { orderId, tenderId, state } = record;
    return write(
      'tender',
      store.tenders
        .build(UpdateTransaction)
        .item({ orderId, tenderId, state, ...facts })
        .options({ condition: { attr: 'state', eq: from } }),
    );
  }

  return { order, fulfilment, tender };
}
export type Changes = ReturnType<typeof createChanges>;

/** The one fulfilment or tender that today's orders have. */
export function soleFulfilment(record: OrderRecord): FulfilmentRecord {
  return record.fulfilments[0] as FulfilmentRecord;
}
export function soleTender(record: OrderRecord): TenderRecord {
  return record.tenders[0] as TenderRecord;
}
