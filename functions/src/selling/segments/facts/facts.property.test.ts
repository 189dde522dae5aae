import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSegmentsFixture } from '../testing/segments-fixture.ts';
import type { BoughtRow, PersonRow } from './rows.ts';
import { createFactStore, factShards, personRow } from './store.ts';

const nth = fc.nat({ max: 50 });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('buy' as const), who: nth }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('back' as const), which: nth, all: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('tag' as const), who: nth, tags: fc.subarray(['a', 'b', 'c']) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('tier' as const),
      who: nth,
      tier: fc.constantFrom('silver', 'gold', null),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('guide' as const),
      who: nth,
      seller: fc.constantFrom('S1', 'S2', null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('join' as const), who: nth, other: nth }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('leave' as const), who: nth }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('tell' as const),
      some: fc.array(nth, { minLength: 1, maxLength: 5 }),
    }),
  },
);

test('facts that were brought along by any history, told late, twice and in any order, are those of today', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), nth, async (acts, turn) => {
      const fixture = await startSegmentsFixture();
      const { segments, told, clock } = fixture;
      const { facts } = segments;
      const store = createFactStore(fixture.table);
      try {
        const members = [
          await fixture.enrol(),
          await fixture.enrol(),
          await fixture.enrol(),
          await fixture.enrol(),
        ];
        const somebody = (at: number) => members[at % members.length] as string;
        const orders: string[] = [];
        /** Everything that was ever told: it may be told again at any time. */
        const news: (() => Promise<void>)[] = members.map((id) => () => facts.bring(id));
        for (const one of acts) {
          clock.advance(60_000);
          if (one.is === 'tell') {
            // Beside each other: several functions hear of the same.
            await Promise.all(one.some.map((at) => news[at % news.length]?.()));
            continue;
          }
          if (one.is === 'back') {
            const orderId = orders[one.which % Math.max(1, orders.length)];
            const order = orderId && told.orders.get(orderId);
            if (!orderId || !order) continue;
            const left = one.all ? 0 : Math.max(1, order.amountFen - 3_000);
            told.orders.set(orderId, {
              ...order,
              amountFen: left,
              units: one.all ? 0 : order.units,
              revision: order.revision + 1,
            });
            news.push(() => facts.bringOrder(orderId));
            continue;
          }
          const who = somebody(one.who);
          if (told.gone.has(who)) continue;
          if (one.is === 'buy') {
            const orderId = fixture.order(who);
            orders.push(orderId);
            news.push(() => facts.bringOrder(orderId));
            continue;
          }
          // Whoever is somebody else by now has nothing of their own any more, and is joined with nobody again.
          if (told.joined.has(who)) continue;
          if (one.is === 'tag') {
            const before = await segments.tags.tagsOf(who);
            if (before.ok) await segments.tags.save(who, { ...before.value, tags: one.tags }, 'hq');
          }
          if (one.is === 'tier') one.tier ? told.tiers.set(who, one.tier) : told.tiers.delete(who);
          if (one.is === 'guide')
            one.seller
              ? told.guides.set(who, { sellerId: one.seller, expiresAtMs: clock.nowMs() + 1_000_000 })
              : told.guides.delete(who);
          if (one.is === 'join') {
            const other = somebody(one.other);
            const isMet = [...told.joined.values()].includes(who);
            if (other === who || isMet || told.joined.has(other) || told.gone.has(other)) continue;
            told.joined.set(who, other);
            news.push(
              () => segments.tags.follow(who, other),
              () => facts.bring(other),
            );
          }
          if (one.is === 'leave') {
            const all = [who, ...[...told.joined].flatMap(([from, to]) => (to === who ? [from] : []))];
            for (const id of all) told.gone.add(id);
            news.push(async () => {
              for (const id of all) await facts.forget(id);
            });
          }
          news.push(() => facts.bring(who));
        }
        // Each is told at least once after it happened, from wherever on.
        for (const at of news.keys()) await news[(at + turn) % news.length]?.();
        for (const tell of news.toReversed()) await tell();

        const rows = await Promise.all(Array.from({ length: factShards }, (_, shard) => store.rowsOf(shard)));
        const persons = rows.flatMap((one) => one.persons);
        const bought = rows.flatMap((one) => one.bought);
        const wanted: PersonRow[] = [];
        for (const memberId of members) {
          if (told.gone.has(memberId)) continue;
          const known = await fixture.members.knownNow(memberId);
          const own = {
            memberId,
            joinedAtMs: known?.joinedAtMs ?? 0,
            language: known?.language ?? '',
            hasPhone: known?.hasPhone ?? false,
          };
          const joinedInto = told.joined.get(memberId);
          const tags = await segments.tags.tagsOf(memberId);
          const tierId = told.tiers.get(memberId);
          const guide = told.guides.get(memberId);
          wanted.push(
            personRow(
              joinedInto !== undefined
                ? { ...own, personId: joinedInto, tags: [] }
                : {
                    ...own,
                    ...(tierId ? { tierId } : {}),
                    ...(guide ? { sellerId: guide.sellerId, sellerUntilMs: guide.expiresAtMs } : {}),
                    tags: tags.ok ? tags.value.tags : [],
                  },
            ),
          );
        }
        const byId = (a: { memberId: string }, b: { memberId: string }) => (a.memberId < b.memberId ? -1 : 1);
        expect(persons.sort(byId)).toEqual(wanted.sort(byId));
        const left = [...told.orders].flatMap(([orderId, of]): Partial<BoughtRow>[] =>
          told.gone.has(of.memberId)
            ? []
            : [{ memberId: of.memberId, orderId, amountFen: of.amountFen, units: of.units }],
        );
        const shown = bought.map(({ memberId, orderId, amountFen, units }) => ({
          memberId,
          orderId,
          amountFen,
          units,
        }));
        const byOrder = (a: Partial<BoughtRow>, b: Partial<BoughtRow>) =>
          (a.orderId ?? '') < (b.orderId ?? '') ? -1 : 1;
        expect(shown.sort(byOrder)).toEqual(left.sort(byOrder));
      } finally {
        await fixture.close();
      }
    }),
    { numRuns: 8 },
  );
});
