/** @jsxImportSource hono/jsx */
import { maxSavedViews, type SavedList } from '@jindian/shared/contract/people/saved-views';
import { PostForm } from '../forms/post-form.tsx';
import type { HqContext, Visit } from '../visit.ts';
import { type ListField, unknownIn } from './list.ts';

/** Where each list is. */
export const listPaths: Record<SavedList, string> = {
  orders: '/hq',
  refusals: '/hq/refusals',
  places: '/hq/locations',
  products: '/hq/products',
  people: '/hq/people',
  sellers: '/hq/sellers',
  transfers: '/hq/transfers',
  audit: '/hq/audit',
  ledger: '/hq/ledger',
  stock: '/hq/stock',
  stock_differences: '/hq/stock-differences',
  refunds: '/hq/refunds',
  differences: '/hq/differences',
  work: '/hq/work',
};

/** Filters that whoever looks has kept of this list, one touch away. `said`: what the list's address says now. */
export async function SavedViews(props: {
  c: HqContext;
  list: SavedList;
  said: string;
  fields: readonly ListField[];
}) {
  const { c, list, said, fields } = props;
  const { t } = c.get('visit');
  const views = await c.get('savedViews')(list);
  if (views.length === 0) return null;
  return (
    <nav class="saved-views no-print" aria-label={t('savedViews')}>
      {views.map(({ id, name, query }) => (
        <span class="saved-view">
          <a href={`${listPaths[list]}?${query}`} aria-current={query === said ? 'page' : undefined}>
            {name}
          </a>
          <Gone visit={c.get('visit')} what={unknownIn(query, fields)} />
          <PostForm c={c} layout="" action="/hq/saved-views" act="remove">
            <input type="hidden" name="list" value={list} />
            <input type="hidden" name="viewId" value={id} />
            <button class="icon-button is-small" type="submit" aria-label={t('viewRemove', { name })}>
              ×
            </button>
          </PostForm>
        </span>
      ))}
    </nav>
  );
}

/** Says of a view that not all of it can be asked any more: what is shown is more than was meant. */
function Gone({ visit, what }: { visit: Visit; what: readonly string[] }) {
  if (what.length === 0) return null;
  return <small class="view-gone">{visit.t('viewGone', { what: what.join(' · ') })}</small>;
}

/** Keeps what is asked now. */
export function SaveView({ c, list, said }: { c: HqContext; list: SavedList; said: string }) {
  const { t } = c.get('visit');
  return (
    <PostForm c={c} layout="search save-view" action="/hq/saved-views" act="save">
      <input type="hidden" name="list" value={list} />
      <input type="hidden" name="query" value={said} />
      <input
        name="name"
        required
        maxlength={30}
        autocomplete="off"
        aria-label={t('viewName')}
        placeholder={t('viewName')}
      />
      <button class="button is-small is-plain" type="submit">
        {t('viewSave')}
      </button>
      <small class="hint">{t('viewLimit', { max: maxSavedViews })}</small>
    </PostForm>
  );
}
