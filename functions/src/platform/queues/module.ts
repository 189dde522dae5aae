import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Module } from '../module.ts';
import { ok } from '../result.ts';
import type { DeadLetters } from './dead-letters.ts';

/** What was given up on behind the requests, for HQ to see and decide about. */
export function queuesModule(deadLetters: DeadLetters): Module {
  return {
    name: 'platform/queues',
    permissions: ['work.read', 'work.manage'],
    routes(mount) {
      mount(endpoints.hqListDeadLetters, async ({ query: { limit, cursor } }) =>
        ok(await deadLetters.page(limit, cursor)),
      );
      mount(endpoints.hqRetryDeadLetter, async ({ params }) => {
        const done = await deadLetters.retry(params.deadLetterId);
        return done.ok ? ok({}) : done;
      });
      mount(endpoints.hqDropDeadLetter, async ({ params }) => {
        const done = await deadLetters.letGo(params.deadLetterId);
        return done.ok ? ok({}) : done;
      });
    },
  };
}
