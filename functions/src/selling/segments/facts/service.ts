import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { Members } from '../../../people/members/service.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { ok } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { Attribution } from '../../attribution/service.ts';
import type { Tiers } from '../../membership/tiers/service.ts';
import type { TagStore } from '../tags/store.ts';
import type { Bought } from './rows.ts';
import type { FactStore, Person } from './store.ts';

export type FactsDeps = {
  table: JindianTable;
  clock: Clock;
  members: Pick<Members, 'knownNow' | 'somebodyCheck'>;
  attribution: Pick<Attribution, 'standingOf'>;
  tiers: Pick<Tiers, 'idOf'>;
  /** Modules that the brand has switched off. */
  off(): Promise<readonly ModuleName[]>;
  /** What an order says now; null: it counts nowhere. Orders are above. */
  boughtOf(orderId: string): Promise<Bought | null>;
};

/**
 * Facts of members are brought along behind what happens, each from what it is of as it is now: told late, again or in any
 * order, they end the same (decision 0080). While segments are off nothing is kept.
 */
export function createFacts(deps: FactsDeps & { store: FactStore; tags: TagStore }) {
  const { clock, members, store } = deps;

  async function stateOf(memberId: string): Promise<(Person & { joined: readonly string[] }) | null> {
    const known = await members.knownNow(memberId);
    if (!known || known.isDeleted) return null;
    const { joinedAtMs, language, hasPhone, joinedInto, joined } = known;
    const own = { memberId, joinedAtMs, language, hasPhone, joined };
    if (joinedInto !== null) return { ...own, personId: joinedInto, tags: [] };
    const [binding, tierId, { tags }] = await Promise.all([
      deps.attribution.standingOf(memberId, clock.nowMs()),
      deps.tiers.idOf(memberId),
      deps.tags.read(memberId),
    ]);
    return {
      ...own,
      ...(tierId === null ? {} : { tierId }),
      ...(binding ? { sellerId: binding.sellerId, sellerUntilMs: binding.expiresAtMs } : {}),
      tags,
    };
  }

  /** What is known of a member by now, whatever of it changed; and of the sign-ins that they were found to be. */
  async function bring(memberId: string): Promise<void> {
    if ((await deps.off()).includes('segments')) return;
    const joined = await bringOne(memberId);
    for (const id of joined) await bringOne(id);
  }

  async function bringOne(memberId: string): Promise<readonly string[]> {
    const done = await runCommand<readonly string[], never>(deps, {
      command: null,
      async attempt() {
        // Before what it is of: whoever writes over a later one is refused.
        const before = await store.person(memberId);
        const state = await stateOf(memberId);
        if (!state) {
          if (!before) return ok([]);
          return { writes: [store.dropPerson(before)], value: [], refused: { person: 'again' } };
        }
        const { joined, ...person } = state;
        const put = store.personWrite(person, before);
        return put ? { writes: [put], value: joined, refused: { person: 'again' } } : ok(joined);
      },
    });
    unlessBusy(done, `facts of ${memberId}`);
    return done.ok ? done.value : [];
  }

  /** An order was paid, or something of it came back. */
  async function bringOrder(orderId: string): Promise<void> {
    if ((await deps.off()).includes('segments')) return;
    const done = await runCommand<string | null, never>(deps, {
      command: null,
      async attempt() {
        const bought = await deps.boughtOf(orderId);
        if (!bought) return ok(null);
        const known = await members.knownNow(bought.memberId);
        if (!known || known.isDeleted) return ok(null);
        return {
          writes: [
            store.boughtWrite(orderId, bought),
            members.somebodyCheck('somebody', known.joinedInto ?? bought.memberId),
          ],
          value: bought.memberId,
          refused: { somebody: 'again', bought: ok(null) },
        };
      },
    });
    unlessBusy(done, `facts of order ${orderId}`);
    // Whoever bought is known from then on, also where they were there before there were facts.
    if (done.ok && done.value !== null) await bringOne(done.value);
  }

  /** Nothing is known of them any more; what is told of them later finds that they are gone. */
  async function forget(memberId: string): Promise<void> {
    await bringOne(memberId);
    await store.dropBought(memberId);
    await deps.tags.forget(memberId);
  }

  return { bring, bringOrder, forget };
}
export type Facts = ReturnType<typeof createFacts>;
