/** @jsxImportSource hono/jsx */
import type { SavedList } from '@jindian/shared/contract/people/saved-views';
import type { Child } from 'hono/jsx';
import type { HqContext, Visit } from '../visit.ts';
import { type ListField, type ListQuery, listHref, listSizes, pageOf, saidInAddress } from './list.ts';
import { Money, Pager } from './parts.tsx';
import { Picker } from './picker.tsx';
import { listPaths, SavedViews, SaveView } from './saved-views.tsx';

export type FilterBarProps = {
  c: HqContext;
  /** Which list it is, for what is kept of it. */
  list: SavedList;
  fields: readonly ListField[];
  query: ListQuery;
  /** Orders of sorting, the usual one first; a list with one order has none to choose. */
  sorts?: readonly (readonly [value: string, text: string])[];
  /** What else the address says, and goes on saying. */
  keep?: Record<string, string>;
  /** Where it leads; by default to the list itself. */
  action?: string;
  /** Stays closed on a wide screen too, where what it narrows needs the room. */
  isFolded?: boolean;
  /** What is wrong with what stands in a field. */
  faults?: Record<string, string | undefined>;
};

/** Narrows a list and says in which order: one form for all lists. On a wide screen it stands open once something is asked (client/main.ts). */
export function FilterBar(props: FilterBarProps) {
  const {
    c,
    list,
    fields,
    query,
    sorts = [],
    keep = {},
    faults = {},
    action = listPaths[list],
    isFolded = false,
  } = props;
  const { t } = c.get('visit');
  const asked = askedWords(fields, query, sorts);
  const any = ['', t('filterAny')] as const;
  const said = new URLSearchParams({
    ...keep,
    ...saidInAddress(query, sorts[0]?.[0] ?? query.sort),
  }).toString();
  const isWrong = Object.values(faults).some((fault) => fault !== undefined);
  return (
    <>
      <SavedViews c={c} list={list} said={said} fields={fields} />
      <details
        class="filter no-print"
        data-asked={asked.length > 0 && !isFolded ? 'yes' : undefined}
        open={isWrong}
      >
        <summary>
          {t('filterTitle')}
          {asked.length > 0 ? <span class="filter-asked">{asked.join(' · ')}</span> : null}
        </summary>
        <form class="form is-row" method="get" action={action}>
          {Object.entries(keep).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {fields.map((field) => (
            <FilterField
              field={field}
              value={query.values[field.name] ?? ''}
              any={any}
              fault={faults[field.name]}
            />
          ))}
          {sorts.length > 1 ? (
            <Choice name="sort" label={t('filterSort')} value={query.sort} options={sorts} />
          ) : null}
          <Choice
            name="size"
            label={t('filterSize')}
            value={String(query.size)}
            options={listSizes.map((one) => [String(one), String(one)] as const)}
          />
          <button class="button is-small" type="submit">
            {t('show')}
          </button>
          <a class="quiet" href={listHref(action, keep)}>
            {t('filterClear')}
          </a>
        </form>
        {asked.length > 0 ? <SaveView c={c} list={list} said={said} /> : null}
      </details>
    </>
  );
}

/** What is asked, in the words of the form: it can be read while the form is closed, as it is on a phone. */
function askedWords(
  fields: readonly ListField[],
  query: ListQuery,
  sorts: readonly (readonly [value: string, text: string])[],
): string[] {
  const said = fields.flatMap((field) => {
    const value = query.values[field.name] ?? '';
    if (value === '') return [];
    if (field.kind === 'choice') return field.options.find(([one]) => one === value)?.[1] ?? value;
    return field.kind === 'day' ? `${field.label} ${value}` : (value.split(' · ')[0] as string);
  });
  const sort = sorts.slice(1).find(([one]) => one === query.sort);
  return sort ? [...said, sort[1]] : said;
}

function FilterField(props: {
  field: ListField;
  value: string;
  any: readonly [string, string];
  fault: string | undefined;
}) {
  const { field, value, any, fault } = props;
  const { name, label } = field;
  if (field.kind === 'choice')
    return <Choice name={name} label={label} value={value} options={[any, ...field.options]} />;
  if (field.kind === 'pick')
    return <Picker name={name} of={field.of} label={label} value={value} fault={fault} />;
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type={field.kind === 'day' ? 'date' : 'text'}
        name={name}
        value={value}
        maxlength={120}
        autocomplete="off"
        aria-invalid={fault ? 'true' : undefined}
      />
      {fault ? <span class="field-fault">{fault}</span> : null}
    </label>
  );
}

function Choice(props: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select name={props.name}>
        {props.options.map(([value, text]) => (
          <option value={value} selected={value === props.value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How many there are in all, and what they come to. */
export function ListSum(props: { visit: Visit; count: number; fen?: number | undefined; children?: Child }) {
  const { visit, count, fen, children } = props;
  return (
    <p class="table-foot filter-sum">
      {visit.t(fen === undefined ? 'listSum' : 'filterSum', { count })}{' '}
      {fen === undefined ? null : <Money fen={fen} />}
      {children}
    </p>
  );
}

/** On to the next page of all that was found, or back to the first. */
export function ListPager(props: {
  visit: Visit;
  path: string;
  said: Record<string, string>;
  query: ListQuery;
  found: readonly unknown[];
}) {
  const { visit, path, said, query, found } = props;
  const { t } = visit;
  const hasMore = pageOf(found, { size: query.size, nth: query.nth + 1 }).length > 0;
  return (
    <Pager
      next={
        hasMore ? { href: listHref(path, said, { page: String(query.nth + 1) }), text: t('nextPage') } : null
      }
      first={query.nth === 1 ? null : { href: listHref(path, said), text: t('firstPage') }}
    />
  );
}

export function CsvLink({ visit, href }: { visit: Visit; href: string }) {
  return (
    <a class="button is-plain is-small" href={href}>
      {visit.t('downloadCsv')}
    </a>
  );
}
