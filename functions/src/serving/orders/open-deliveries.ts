/**
 * Whether deliveries are still under way anywhere: of the whole brand, newest first. A few pages are read while somebody
 * waits; where there is more, the rest is looked through behind the request, and what was found is told then.
 */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay, dayAfter, dayMs, minuteMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { Ids } from '../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { orderMachine } from './machines.ts';

/** Nothing that was ordered longer ago is on its way. */
const lookBackDays = 30;
const ordersAtOnce = 500;
/** So long what was found counts, with what was ordered since; then it is looked for again. */
const foundHoldsMs = 10 * minuteMs;
/** What was ordered before a search began is written by then, and was seen by it. */
const writtenWithinMs = minuteMs;
/** A search that did not end by then lies with HQ, and another may begin. */
const givenUpAfterMs = 60 * minuteMs;

/** Where a look goes on: older than that order of that day. */
type Place = { day: string; cursor: string | null };
type Search = Place & {
  searchId: string;
  step: number;
  state: 'running' | 'done';
  startedAtMs: number;
  open: boolean;
  doneAtMs?: number;
  /** What was ordered before was looked through by an earlier search: what is over stays so. */
  sinceMs?: number;
};

/** Everything that was ordered before is known to be over. */
function overBeforeMs(search: Search | null): number {
  if (!search) return 0;
  const { state, open, startedAtMs, sinceMs = 0 } = search;
  return state === 'done' && !open ? startedAtMs - writtenWithinMs : sinceMs;
}

export function createOpenDeliveries(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  daySlice(
    day: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{
    items: Pick<HqOrderSummary, 'method' | 'state' | 'createdAtMs'>[];
    nextCursor: string | null;
  }>;
  /** Pages that are read while somebody waits, and behind the request in one step. */
  pages?: { atOnce: number; inStep: number };
}) {
  const { table, clock, ids, outbox, daySlice, pages = { atOnce: 2, inStep: 10 } } = deps;
  const entity = new Entity({
    name: 'OpenDeliveriesSearch',
    table,
    timestamps: false,
    schema: item({ id: string().key(), searchId: string(), step: number(), search: any().castAs<Search>() }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'OPEN_DELIVERIES', sk: id }),
  });
  const id = 'SEARCH';

  async function read(): Promise<Search | null> {
    const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item?.search ?? null;
  }

  /** Refused with label `search` when it is not as it was read. */
  function save(search: Search, before: Search | null) {
    const { searchId, step } = search;
    return write(
      'search',
      entity
        .build(PutTransaction)
        .item({ id, searchId, step, search })
        .options({
          condition: before
            ? {
                and: [
                  { attr: 'searchId', eq: before.searchId },
                  { attr: 'step', eq: before.step },
                ],
              }
            : { attr: 'id', exists: false },
        }),
    );
  }

  const nextStep = ({ searchId, step }: Search) =>
    outbox.announce({ type: 'open_deliveries.step', data: { searchId, step } });

  /**
   * From there on back so many pages, and not behind `sinceMs`. `next`: null where there is no more; `seenToMs`: everything
   * newer was looked at.
   */
  async function look(from: Place, oldestDay: string, mostPages: number, sinceMs = 0) {
    let { day, cursor } = from;
    let seenToMs = Number.POSITIVE_INFINITY;
    for (let read = 0; read < mostPages; read += 1) {
      const { items, nextCursor } = await daySlice(day, ordersAtOnce, cursor ?? undefined);
      if (items.some(({ method, state }) => method === 'delivery' && !orderMachine.final.includes(state)))
        return { open: true, next: null, seenToMs };
      seenToMs = Math.min(seenToMs, ...items.map(({ createdAtMs }) => createdAtMs));
      if (seenToMs < sinceMs) return { open: false, next: null, seenToMs };
      cursor = nextCursor;
      if (cursor !== null) continue;
      if (day <= oldestDay) return { open: false, next: null, seenToMs: 0 };
      day = dayAfter(day, -1);
      // Days without orders cost a look each, and no page.
      if (items.length === 0) read -= 1;
    }
    return { open: false, next: { day, cursor }, seenToMs };
  }

  const oldestDayOf = (nowMs: number) => brandDay(nowMs - (lookBackDays - 1) * dayMs);

  async function begin(nowMs: number): Promise<void> {
    const begun = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const before = await read();
        if (before && isUnderWay(before, nowMs)) return ok(null);
        const search: Search = {
          searchId: ids.next(),
          step: 0,
          state: 'running',
          startedAtMs: nowMs,
          open: false,
          sinceMs: overBeforeMs(before),
          day: brandDay(nowMs),
          cursor: null,
        };
        return {
          writes: [save(search, before), nextStep(search)],
          value: null,
          refused: { search: 'again' },
        };
      },
    });
    unlessBusy(begun, 'a search for open deliveries');
  }

  const isUnderWay = ({ state, startedAtMs }: Search, nowMs: number) =>
    state === 'running' && nowMs - startedAtMs < givenUpAfterMs;

  /** As a code of problems; null: none is under way. */
  async function problem(): Promise<'open_deliveries' | 'checking_deliveries' | null> {
    const nowMs = clock.nowMs();
    const newest = await look({ day: brandDay(nowMs), cursor: null }, oldestDayOf(nowMs), pages.atOnce);
    if (newest.open) return 'open_deliveries';
    if (newest.next === null) return null;
    const search = await read();
    if (search && isUnderWay(search, nowMs)) return 'checking_deliveries';
    const holds =
      search?.state === 'done' &&
      nowMs - (search.doneAtMs ?? search.startedAtMs) < foundHoldsMs &&
      newest.seenToMs <= search.startedAtMs - writtenWithinMs;
    if (holds && !search.open) return null;
    // What was open then may be over by now: that is seen the next time somebody looks.
    await begin(nowMs);
    return holds ? 'open_deliveries' : 'checking_deliveries';
  }

  /** Looks through the next orders and says that there is more; a step that was done already is left alone. */
  async function doStep(searchId: string, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await read();
        if (before?.searchId !== searchId || before.step !== step || before.state !== 'running')
          return ok(null);
        const oldestDay = oldestDayOf(before.startedAtMs);
        const { open, next } = await look(before, oldestDay, pages.inStep, before.sinceMs);
        const after: Search = {
          ...before,
          ...next,
          step: step + 1,
          open,
          state: next === null ? 'done' : 'running',
          ...(next === null ? { doneAtMs: clock.nowMs() } : {}),
        };
        return {
          writes: [save(after, before), ...(next === null ? [] : [nextStep(after)])],
          value: null,
          refused: { search: ok(null) },
        };
      },
    });
    unlessBusy(done, `step ${step} of the search for open deliveries`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'orders: look for open deliveries',
      queue: 'heavy',
      types: ['open_deliveries.step'],
      handle: ({ data: { searchId, step } }) => doStep(searchId, step),
    }),
  ];

  return { problem, eventHandlers };
}
export type OpenDeliveries = ReturnType<typeof createOpenDeliveries>;
