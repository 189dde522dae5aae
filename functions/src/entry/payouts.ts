import type { DueHandler } from '../platform/due-items.ts';
import type { EventHandler } from '../platform/outbox.ts';
import { type Lane, lanes } from '../platform/queues/lanes.ts';
import type { Stops } from '../platform/stops/service.ts';
import { commissionSettleKind } from '../selling/commission/event-schemas.ts';

/** What takes money out of the fund pool for somebody. Refunds are none of these: a shopper's money goes back whatever is stopped. */
export const payoutHandlers = [
  'couriers: pay the fee',
  'service fee of who served',
  'settlement: book a portion',
] as const;
export const payoutDue = [commissionSettleKind] as const;

/** The same handlers, of which those that pay out wait while payouts are stopped. */
export function holdingPayouts(
  stops: Pick<Stops, 'assertPayouts'>,
  eventHandlers: readonly EventHandler[],
  dueHandlers: readonly DueHandler[],
) {
  const missing = [
    ...payoutHandlers.filter((name) => !eventHandlers.some((one) => one.name === name)),
    ...payoutDue.filter((kind) => !dueHandlers.some((one) => one.kind === kind)),
  ];
  const forgotten = [
    ...eventHandlers.filter(({ name }) => (payoutHandlers as readonly string[]).includes(name)),
    ...dueHandlers.filter(({ kind }) => (payoutDue as readonly string[]).includes(kind)),
  ].filter(({ queue }) => !(lanes[queue] as Lane).holds);
  if (forgotten.length > 0) throw new Error('what pays out stands in a queue that forgets what is on hold');
  if (missing.length > 0) throw new Error(`nobody pays out as ${missing.join(', ')}`);
  return {
    eventHandlers: eventHandlers.map(
      (handler): EventHandler =>
        (payoutHandlers as readonly string[]).includes(handler.name)
          ? {
              ...handler,
              async handle(...given) {
                await stops.assertPayouts();
                await handler.handle(...given);
              },
            }
          : handler,
    ),
    dueHandlers: dueHandlers.map(
      (handler): DueHandler =>
        (payoutDue as readonly string[]).includes(handler.kind)
          ? {
              ...handler,
              async handle(due) {
                await stops.assertPayouts();
                await handler.handle(due);
              },
            }
          : handler,
    ),
  };
}
