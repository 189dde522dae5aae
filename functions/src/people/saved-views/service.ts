import {
  maxSavedViews,
  type NewSavedView,
  type SavedList,
  type SavedView,
} from '@jindian/shared/contract/people/saved-views';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

/** Filters of lists that somebody keeps under a name: theirs alone, and found again wherever they sign in. */
export function createSavedViews(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  idempotency: Idempotency;
}) {
  const { table, clock, ids } = deps;
  const partition = (memberId: string) => `MEMBER#${memberId}`;
  const views = new Entity({
    name: 'SavedView',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      id: string().key(),
      list: string(),
      name: string(),
      query: string(),
      savedAtMs: number(),
    }),
    computeKey: ({ memberId, id }: { memberId: string; id: string }) => ({
      pk: partition(memberId),
      sk: `VIEW#${id}`,
    }),
  });

  const counts = new Entity({
    name: 'SavedViewCount',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), saves: number() }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: partition(memberId), sk: 'VIEWS' }),
  });

  /** In the order in which they were kept first. */
  async function list(memberId: string, of?: SavedList): Promise<SavedView[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: partition(memberId), range: { beginsWith: 'VIEW#' } })
      .entities(views)
      .options({ consistent: true, ...everyPage })
      .send();
    const all = (Items ?? []).map(({ memberId: _owner, ...view }) => view as SavedView);
    return of === undefined ? all : all.filter((view) => view.list === of);
  }

  /** How often anything was kept: whoever read an older one begins anew, so that of two saves at once none is lost. */
  async function countOf(memberId: string): Promise<number> {
    const { Item } = await counts
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item?.saves ?? 0;
  }

  /** A name is there once in a list, and nobody keeps more than they may, however many saves come at once. */
  async function save(
    memberId: string,
    wanted: NewSavedView,
    command: CommandClaim,
  ): Promise<Result<SavedView>> {
    return runCommand<SavedView>(deps, {
      command,
      async attempt() {
        const saves = await countOf(memberId);
        const all = await list(memberId);
        const before = all.find(({ list: of, name }) => of === wanted.list && name === wanted.name);
        if (!before && all.length >= maxSavedViews) return fail('too_many_views', { max: maxSavedViews });
        const view: SavedView = { ...wanted, id: before?.id ?? ids.next(), savedAtMs: clock.nowMs() };
        const counted = counts
          .build(PutTransaction)
          .item({ memberId, saves: saves + 1 })
          .options({
            condition: saves === 0 ? { attr: 'saves', exists: false } : { attr: 'saves', eq: saves },
          });
        return {
          writes: [
            write('view', views.build(PutTransaction).item({ memberId, ...view })),
            write('count of saves', counted),
          ],
          value: view,
          kept: view,
          refused: { 'count of saves': 'again' as const },
        };
      },
      replay: (kept) => ok(kept as SavedView),
    });
  }

  /** Somebody else's are not there; what is gone already is gone. */
  async function remove(memberId: string, id: string): Promise<void> {
    await views.build(DeleteItemCommand).key({ memberId, id }).send();
  }

  return { list, save, remove };
}
export type SavedViews = ReturnType<typeof createSavedViews>;
