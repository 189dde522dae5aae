import type { Favourites } from '@jindian/shared/contract/goods/favourites';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { memberPartition } from '../../people/members/items.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { StorefrontService } from '../catalog/storefront.ts';
import { type Favourite, joined, withFavourite, withoutFavourite } from './rules.ts';

type Ids = Pick<Favourites, 'ids'>;

/** What a member put a heart on, for every phone that they sign in with. */
export function createFavourites(deps: {
  table: JindianTable;
  clock: Clock;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  storefront: Pick<StorefrontService, 'cards'>;
}) {
  const { table, clock, catalog, storefront } = deps;
  const kept = new Entity({
    name: 'MemberFavourites',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), favourites: any(), revision: number() }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: memberPartition(memberId), sk: 'FAVOURITES' }),
  });

  async function read(memberId: string): Promise<{ favourites: Favourite[]; revision: number }> {
    const { Item } = await kept.build(GetItemCommand).key({ memberId }).options({ consistent: true }).send();
    return { favourites: (Item?.favourites as Favourite[] | undefined) ?? [], revision: Item?.revision ?? 0 };
  }

  const idsOf = (favourites: readonly Favourite[]): Ids => ({
    ids: favourites.map(({ productId }) => productId),
  });

  const seenAs = (revision: number) =>
    revision === 0
      ? ({ attr: 'memberId', exists: false } as const)
      : ({ attr: 'revision', eq: revision } as const);

  const putAs = (memberId: string, favourites: readonly Favourite[], revision: number): Write =>
    write(
      'favourites',
      kept
        .build(PutTransaction)
        .item({ memberId, favourites, revision: revision + 1 })
        .options({ condition: seenAs(revision) }),
    );

  /** What goes along where a member turns out to be another: both lists become one, as they were seen. */
  async function joinWrites(fromId: string, toId: string): Promise<Write[]> {
    const [theirs, ours] = await Promise.all([read(fromId), read(toId)]);
    if (theirs.revision === 0) return [];
    const gone = kept
      .build(DeleteTransaction)
      .key({ memberId: fromId })
      .options({ condition: seenAs(theirs.revision) });
    return [
      write('favourites before', gone),
      putAs(toId, joined(ours.favourites, theirs.favourites), ours.revision),
    ];
  }

  /** Repeatable by its state: what is as wanted already is left alone. */
  function change(
    memberId: string,
    changed: (before: readonly Favourite[]) => Favourite[] | 'full',
  ): Promise<Result<Ids, 'favourites_full' | 'busy'>> {
    return runCommand<Ids, 'favourites_full'>(deps, {
      command: null,
      async attempt() {
        const { favourites, revision } = await read(memberId);
        const after = changed(favourites);
        if (after === 'full') return fail('favourites_full');
        if (after.length === favourites.length) return ok(idsOf(favourites));
        return {
          writes: [putAs(memberId, after, revision)],
          value: idsOf(after),
          refused: { favourites: 'again' },
        };
      },
    });
  }

  return {
    joinWrites,
    async list(
      memberId: string,
      locationId: string | undefined,
      viewer: Principal | null,
    ): Promise<Result<Favourites>> {
      const ids = idsOf((await read(memberId)).favourites).ids;
      if (locationId === undefined || ids.length === 0) return ok({ ids, cards: [] });
      const cards = await storefront.cards(locationId, ids, viewer);
      return cards.ok ? ok({ ids, cards: cards.value }) : cards;
    },
    async add(
      memberId: string,
      productId: string,
    ): Promise<Result<Ids, 'not_found' | 'favourites_full' | 'busy'>> {
      if (!(await catalog.current()).product(productId)) return fail('not_found');
      return change(memberId, (before) => withFavourite(before, { productId, atMs: clock.nowMs() }));
    },
    remove: (memberId: string, productId: string) =>
      change(memberId, (before) => withoutFavourite(before, productId)),
  };
}
export type FavouritesService = ReturnType<typeof createFavourites>;
