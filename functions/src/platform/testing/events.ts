import { defineEvent } from '@jindian/shared/events/define';
import { z } from '@jindian/shared/zod';
import type { DomainEvent } from '../outbox.ts';

/** A catalogue for tests of how events travel, whatever they say. */
export const testCatalogue = {
  'it.happened': defineEvent({
    version: 2,
    aggregate: 'simulation',
    id: 'n',
    sequence: null,
    data: z.object({ n: z.number(), note: z.string().optional() }),
    earlier: { 1: ({ number }) => ({ n: number }) },
  }),
};

/** As an outbox with that catalogue takes it. */
export function happened(data: Record<string, unknown>): DomainEvent {
  const event: unknown = { type: 'it.happened', data };
  return event as DomainEvent;
}
