import type { ModuleName } from '@jindian/shared/contract/modules/names';
import {
  maxStops,
  type Stop,
  type StopChannel,
  type StopInput,
  stopsOrder,
} from '@jindian/shared/contract/stops';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { auditDetails } from '../audit-context.ts';
import type { Clock } from '../clock.ts';
import { runCommand } from '../command.ts';
import { Entity } from '../entity.ts';
import type { CommandClaim, Idempotency } from '../idempotency.ts';
import type { Ids } from '../ids.ts';
import { OnHold } from '../queues/lanes.ts';
import { fail, ok, type Result } from '../result.ts';
import { newerOrHeld } from '../snapshot-store.ts';
import type { JindianTable } from '../table.ts';
import { write } from '../transact.ts';

/** A running function follows within this: a stop that is set now holds everywhere so soon. */
export const stopsHeldMs = 2_000;

/** Somebody lifts all of them at once, each by its own call: one of them is through at each try. */
const tries = 2 * maxStops;

/** What is stopped, in one small item: each change is of the item as it was read. */
export function createStops(deps: { table: JindianTable; clock: Clock; ids: Ids; idempotency: Idempotency }) {
  const { table, clock, ids } = deps;
  const entity = new Entity({
    name: 'EmergencyStops',
    table,
    timestamps: false,
    schema: item({ id: string().key(), revision: number(), stops: any().castAs<Stop[]>() }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'STOPS', sk: id }),
  });
  const id = 'STOPS';
  let held: { untilMs: number; stops: Promise<readonly Stop[]> } | null = null;
  let last: readonly Stop[] | null = null;

  async function read(): Promise<{ revision: number; stops: readonly Stop[] }> {
    const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? { revision: 0, stops: [] };
  }

  const stillOn = (stops: readonly Stop[], nowMs: number) =>
    stops.filter(({ untilMs }) => untilMs === null || untilMs > nowMs);

  async function readAnew(): Promise<readonly Stop[]> {
    const { stops } = await read();
    last = stops;
    return stops;
  }

  /**
   * Those in force, seconds old at most. Where the table cannot be read, what was known last goes on holding; where
   * nothing is known yet it throws, since "nothing is stopped" might be wrong.
   */
  async function active(): Promise<readonly Stop[]> {
    const nowMs = clock.nowMs();
    if (!held || nowMs >= held.untilMs)
      held = {
        untilMs: nowMs + stopsHeldMs,
        stops: last ? newerOrHeld(last, readAnew()) : readAnew(),
      };
    const asked = held;
    try {
      return stillOn(await asked.stops, nowMs);
    } catch (error) {
      if (held === asked) held = null;
      throw error;
    }
  }

  function saved(revision: number, stops: readonly Stop[]) {
    return write(
      'stops',
      entity
        .build(PutTransaction)
        .item({ id, revision: revision + 1, stops: [...stops] })
        .options({
          condition:
            revision === 0 ? { attr: 'revision', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  async function set(wanted: StopInput, by: string, command: CommandClaim): Promise<Result<Stop>> {
    const stop: Stop = { ...wanted, id: ids.next(), setAtMs: clock.nowMs(), setBy: by };
    const done = await runCommand<Stop>(deps, {
      command,
      maxTries: tries,
      async attempt() {
        const before = await read();
        if (stillOn([stop], clock.nowMs()).length === 0) return fail('stop_over');
        const stops = stillOn(before.stops, clock.nowMs());
        if (stops.length >= maxStops) return fail('too_many_stops', { max: maxStops });
        return {
          writes: [saved(before.revision, [...stops, stop])],
          value: stop,
          kept: { stop },
          refused: { stops: 'again' },
        };
      },
      replay: (kept) => ok(kept.stop as Stop),
    });
    held = null;
    return done;
  }

  async function lift(stopId: string): Promise<Result<null>> {
    const done = await runCommand<null>(deps, {
      command: null,
      maxTries: tries,
      async attempt() {
        const before = await read();
        const found = before.stops.find((one) => one.id === stopId);
        if (!found) return fail('not_found');
        auditDetails({ before: found });
        return {
          writes: [
            saved(
              before.revision,
              before.stops.filter((one) => one !== found),
            ),
          ],
          value: null,
          refused: { stops: 'again' },
        };
      },
    });
    held = null;
    return done;
  }

  return {
    active,
    set,
    lift,
    /** Whether new orders from there are taken. What is paid, or being paid, goes on. */
    async mayOrder(where: { province: string; city: string; channel: StopChannel }) {
      const stopped = (await active()).some((stop) => stopsOrder(stop, where));
      return stopped ? fail('orders_stopped') : ok(null);
    },
    async modules(): Promise<ModuleName[]> {
      return (await active()).flatMap((stop) => (stop.kind === 'module' ? [stop.module] : []));
    },
    /** Throws while payouts are stopped: what would pay out waits in its queue, and is done once they are lifted. */
    async assertPayouts(): Promise<void> {
      if ((await active()).some(({ kind }) => kind === 'payouts')) throw new OnHold('payouts are stopped');
    },
  };
}
export type Stops = ReturnType<typeof createStops>;
