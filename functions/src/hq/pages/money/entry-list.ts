import type { AccountStatement, StatementEntryView } from '@jindian/shared/contract/money/ledger';
import type { ListField, ListQuery } from '../../ui/list.ts';
import type { Visit } from '../../visit.ts';

/** An entry with what the account held after it. */
export type BalancedEntry = { entry: StatementEntryView; balance: number };

export function withBalances(statement: Pick<AccountStatement, 'opening' | 'entries'>): BalancedEntry[] {
  let balance = statement.opening;
  return statement.entries.map((entry) => {
    balance += entry.amount;
    return { entry, balance };
  });
}

export const entrySorts = ['oldest', 'newest', 'amount'] as const;
export type EntrySort = (typeof entrySorts)[number];
export type EntryFieldName = 'kind' | 'text';

/** Of a statement what is asked for. */
export type EntryList = {
  fields: readonly ListField<EntryFieldName>[];
  query: ListQuery<EntryFieldName, EntrySort>;
  found: readonly BalancedEntry[];
  /** The numbers of their orders. */
  numbers: ReadonlyMap<string, string>;
};

export function entryFields(
  { t, code }: Pick<Visit, 't' | 'code'>,
  { entries }: Pick<AccountStatement, 'entries'>,
): ListField<EntryFieldName>[] {
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort();
  return [
    {
      kind: 'choice',
      name: 'kind',
      label: t('columnCause'),
      options: kinds.map((one) => [one, code('kind', one)] as const),
    },
    { kind: 'text', name: 'text', label: t('ledgerText') },
  ];
}

/** By kind, by the order's number, and by what was written beside it. */
export function entriesFound(
  statement: Pick<AccountStatement, 'opening' | 'entries'>,
  { values, sort }: Pick<ListQuery<EntryFieldName, EntrySort>, 'values' | 'sort'>,
  numbers: ReadonlyMap<string, string>,
): BalancedEntry[] {
  const text = values.text.toLowerCase();
  const found = withBalances(statement).filter(
    ({ entry }) =>
      (values.kind === '' || entry.kind === values.kind) &&
      [numbers.get(entry.orderId ?? '') ?? '', entry.reason ?? ''].some((one) =>
        one.toLowerCase().includes(text),
      ),
  );
  if (sort === 'newest') return found.reverse();
  return sort === 'amount'
    ? found.sort((a, b) => Math.abs(b.entry.amount) - Math.abs(a.entry.amount))
    : found;
}
