import type { z } from '../zod.ts';
import { brandEvents } from './brand.ts';
import { fulfilmentEvents } from './fulfilments.ts';
import { goodsEvents } from './goods.ts';
import { membershipEvents } from './membership.ts';
import { orderEvents } from './orders.ts';
import { returnEvents } from './returns.ts';
import { settlementEvents } from './settlement.ts';

/**
 * Every event there is: what is announced within the system, and what others will be told of it. Who announces and
 * who hears of each: docs/events.md.
 */
export const eventCatalogue = {
  ...orderEvents,
  ...fulfilmentEvents,
  ...returnEvents,
  ...goodsEvents,
  ...brandEvents,
  ...settlementEvents,
  ...membershipEvents,
};

export type EventType = keyof typeof eventCatalogue;
export type EventData<Type extends EventType> = z.output<(typeof eventCatalogue)[Type]['data']>;
/** An event with the data of its type. */
export type EventOf<Type extends EventType> = { [One in Type]: { type: One; data: EventData<One> } }[Type];
/** Any of them, as it is announced: the present version. */
export type DomainEvent = EventOf<EventType>;
