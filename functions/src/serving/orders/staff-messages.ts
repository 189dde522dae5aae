import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { createMessages, factsOf, type MessageDeps } from './messages.ts';

export type StaffMessageDeps = MessageDeps & {
  /** Whoever works on orders at a place and has an accept of this message left. */
  readersAt(locationId: string): Promise<string[]>;
};

const kind = 'work_arrived';
/** Its place has something to do about it: answer, or pack. */
const waits = ({ state }: FulfilmentRecord) => state === 'offered' || state === 'to_pack';

/**
 * Who works at a place is told that an order came: of parts that need no answer, that are offered, and that come from
 * another place. One message for an order and a person, however many parts and repeats there are; what was packed, or
 * went elsewhere meanwhile, is no news.
 */
export function createStaffMessages(context: OrderContext, deps: StaffMessageDeps): EventHandler[] {
  const { store, network, clock } = context;
  const send = createMessages(context, deps);

  async function tell(orderId: string, fulfilmentId: string | null): Promise<void> {
    if (!deps.templates[kind]) return;
    const record = await store.read(orderId);
    if (!record) return;
    const parts = record.fulfilments.filter(
      (part) => waits(part) && (fulfilmentId === null || part.fulfilmentId === fulfilmentId),
    );
    const problems: unknown[] = [];
    for (const locationId of new Set(parts.map((part) => part.locationId))) {
      const place = await network.location(locationId);
      const facts = factsOf(record, place?.name.zh ?? locationId, clock.nowMs(), record.head.totalFen);
      for (const memberId of await deps.readersAt(locationId)) {
        // Of several people one may be out of reach: the others are told all the same, and that one again later.
        await send(orderId, {
          memberId,
          kind,
          mark: `message#${kind}#${orderId}#${memberId}`,
          page: 'packages/serving/clerk/work/index',
          facts,
        }).catch((problem: unknown) => problems.push(problem));
      }
    }
    if (problems.length > 0) throw problems[0];
  }

  return [
    hears({
      name: 'message to the staff',
      queue: 'messages',
      types: ['order.paid', 'fulfilment.asked', 'fulfilment.given'],
      handle: ({ type, data }) => tell(data.orderId, type === 'order.paid' ? null : data.fulfilmentId),
    }),
  ];
}
