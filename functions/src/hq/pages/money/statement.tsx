/** @jsxImportSource hono/jsx */

import type { AccountStatement, StatementEntryView } from '@jindian/shared/contract/money/ledger';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { listHref, pageOf, saidInAddress } from '../../ui/list.ts';
import { Card, type Column, Empty, Figure, Row, Table, Time } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { Amount } from './account-parts.tsx';
import { type BalancedEntry, type EntryList, entrySorts } from './entry-list.ts';

export function StatementFigures({ visit, statement }: { visit: Visit; statement: AccountStatement }) {
  const { t } = visit;
  const { asset, opening, closing, entries } = statement;
  const sum = (some: readonly StatementEntryView[]) => some.reduce((total, { amount }) => total + amount, 0);
  const amount = (value: number) => <Amount visit={visit} asset={asset} amount={value} />;
  return (
    <dl class="figures">
      <Figure label={t('ledgerOpening')} value={amount(opening)} />
      <Figure label={t('ledgerIn')} value={amount(sum(entries.filter((one) => one.amount > 0)))} />
      <Figure label={t('ledgerOut')} value={amount(sum(entries.filter((one) => one.amount < 0)))} />
      <Figure label={t('ledgerClosing')} value={amount(closing)} />
    </dl>
  );
}

export function StatementCard(props: {
  c: HqContext;
  title: string;
  statement: AccountStatement;
  list: EntryList;
  keep: Record<string, string>;
}) {
  const { c, title, statement, list, keep } = props;
  const visit = c.get('visit');
  const { fields, query, found, numbers } = list;
  const { t } = visit;
  const { asset, version } = statement;
  const path = '/hq/ledger';
  const said = { ...keep, ...saidInAddress(query, entrySorts[0]) };
  const columns: Column[] = [
    { label: t('columnCause'), kind: 'main' },
    { label: t('columnBooked') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('columnBalance'), kind: 'number' },
  ];
  return (
    <Card
      id="statement"
      title={title}
      lead={t('ledgerVersion', { version })}
      flush
      tools={<CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />}
    >
      <FilterBar
        c={c}
        list="ledger"
        fields={fields}
        query={query}
        sorts={entrySorts.map((one) => [one, visit.code('orderSort', one)] as const)}
        keep={keep}
      />
      <ListSum visit={visit} count={found.length}>
        {' · '}
        <Amount
          visit={visit}
          asset={asset}
          amount={found.reduce((sum, { entry }) => sum + entry.amount, 0)}
          signed
        />
      </ListSum>
      {found.length === 0 ? (
        <Empty text={t(statement.entries.length === 0 ? 'ledgerNone' : 'listNone')} />
      ) : (
        <Table caption={t('ledgerEntries')} columns={columns}>
          {pageOf(found, query).map(({ entry, balance }) => (
            <Row
              columns={columns}
              rowKey={entry.transferId}
              whole={entry.orderId !== null}
              cells={[
                <>
                  {entry.orderId ? (
                    <a href={`/hq/orders/${entry.orderId}`}>{visit.code('kind', entry.kind)}</a>
                  ) : (
                    visit.code('kind', entry.kind)
                  )}
                  {entry.orderId ? (
                    <span class="sub">{t('orderTitle', { number: numbers.get(entry.orderId) ?? '' })}</span>
                  ) : null}
                  {entry.reason ? <span class="sub">{entry.reason}</span> : null}
                </>,
                <>
                  <Time atMs={entry.bookedAtMs} />
                  {entry.bookedAtMs === entry.atMs ? null : (
                    <span class="sub">{t('ledgerToldLate', { time: formatBrandTime(entry.atMs) })}</span>
                  )}
                </>,
                <Amount visit={visit} asset={asset} amount={entry.amount} signed />,
                <Amount visit={visit} asset={asset} amount={balance} />,
              ]}
            />
          ))}
        </Table>
      )}
      <ListPager visit={visit} path={path} said={said} query={query} found={found} />
    </Card>
  );
}

/** Plain numbers, for a spreadsheet to add up: yuan with two digits, or points. */
export function statementCsv(
  visit: Pick<Visit, 't' | 'code'>,
  statement: AccountStatement,
  entries: readonly BalancedEntry[],
  orderNumbers: ReadonlyMap<string, string>,
): string {
  const { t } = visit;
  const figure = (amount: number) => (statement.asset === 'fen' ? (amount / 100).toFixed(2) : String(amount));
  const head = [
    t('columnBooked'),
    t('ledgerCsvKind'),
    t('ledgerCsvOrder'),
    t('ledgerCsvReason'),
    t('ledgerCsvTransfer'),
    t('columnAmount'),
    t('columnBalance'),
  ];
  const row = (atMs: number, what: string, balance: number) => [
    formatBrandTime(atMs),
    what,
    '',
    '',
    '',
    '',
    figure(balance),
  ];
  return csvOf([
    head,
    row(statement.fromMs, t('ledgerOpening'), statement.opening),
    ...entries.map(({ entry, balance }) => [
      formatBrandTime(entry.bookedAtMs),
      visit.code('kind', entry.kind),
      entry.orderId === null ? '' : (orderNumbers.get(entry.orderId) ?? entry.orderId),
      entry.reason ?? '',
      entry.transferId,
      figure(entry.amount),
      figure(balance),
    ]),
    row(statement.toMs, t('ledgerClosing'), statement.closing),
  ]);
}
