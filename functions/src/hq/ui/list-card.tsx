/** @jsxImportSource hono/jsx */
import type { Child } from 'hono/jsx';
import { CsvLink, FilterBar, type FilterBarProps, ListPager, ListSum } from './filter-bar.tsx';
import { listHref, pageOf, saidInAddress } from './list.ts';
import { Card, Empty } from './parts.tsx';
import { listPaths } from './saved-views.tsx';
import { maxLookedAt } from './whole-list.ts';

/** A list that was read whole: its filter, how many fit, its rows by the page, and the same as a table to download. */
export function ListCard<T>(
  props: FilterBarProps & {
    id: string;
    title: string;
    found: readonly T[];
    /** There are more than were looked through. */
    isCut?: boolean;
    fen?: number | undefined;
    /** Said beside the sum. */
    also?: Child;
    /** What is said where there is nothing at all, nothing being asked. */
    none: string;
    children: (shown: readonly T[]) => Child;
  },
) {
  const { c, id, title, found, isCut = false, fen, also, none, children, ...filter } = props;
  const { list, query, sorts = [], keep = {} } = filter;
  const visit = c.get('visit');
  const path = listPaths[list];
  const narrowed = saidInAddress(query, sorts[0]?.[0] ?? query.sort);
  const said = { ...keep, ...narrowed };
  const isAsked = Object.values(query.values).some((value) => value !== '');
  return (
    <Card id={id} title={title} flush tools={<CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />}>
      <FilterBar c={c} {...filter} />
      <ListSum visit={visit} count={found.length} fen={fen}>
        {also}
        {isCut ? <span class="hint"> {visit.t('listCut', { count: maxLookedAt })}</span> : null}
      </ListSum>
      {found.length === 0 ? (
        <Empty text={isAsked ? visit.t('listNone') : none} />
      ) : (
        children(pageOf(found, query))
      )}
      <ListPager visit={visit} path={path} said={said} query={query} found={found} />
    </Card>
  );
}
