/** @jsxImportSource hono/jsx */

import type { AccountStatement, StatementEntryView } from '@jindian/shared/contract/money/ledger';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import { Card, type Column, Empty, Figure, Row, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import { Amount } from './account-parts.tsx';

/** Each entry with what the account held after it. */
export function withBalances(statement: Pick<AccountStatement, 'opening' | 'entries'>): {
  entry: StatementEntryView;
  balance: number;
}[] {
  let balance = statement.opening;
  return statement.entries.map((entry) => {
    balance += entry.amount;
    return { entry, balance };
  });
}

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

export function StatementCard({
  visit,
  title,
  statement,
  shown,
  orderNumbers,
  csvHref,
}: {
  visit: Visit;
  title: string;
  statement: AccountStatement;
  shown: readonly StatementEntryView[];
  orderNumbers: ReadonlyMap<string, string>;
  csvHref: string;
}) {
  const { t } = visit;
  const { asset, entries, version } = statement;
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
      tools={
        <a class="button is-plain is-small" href={csvHref}>
          {t('downloadCsv')}
        </a>
      }
    >
      {entries.length === 0 ? (
        <Empty text={t('ledgerNone')} />
      ) : (
        <>
          {shown.length < entries.length ? (
            <p class="page-lead">{t('ledgerMore', { shown: shown.length, count: entries.length })}</p>
          ) : null}
          <Table caption={t('ledgerEntries')} columns={columns}>
            {withBalances({ opening: statement.opening, entries: [...shown] }).map(({ entry, balance }) => (
              <Row
                columns={columns}
                cells={[
                  <>
                    {visit.code('kind', entry.kind)}
                    {entry.orderId ? (
                      <a class="sub" href={`/hq/orders/${entry.orderId}`}>
                        {t('orderTitle', { number: orderNumbers.get(entry.orderId) ?? '' })}
                      </a>
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
        </>
      )}
    </Card>
  );
}

/** Plain numbers, for a spreadsheet to add up: yuan with two digits, or points. */
export function statementCsv(
  visit: Pick<Visit, 't' | 'code'>,
  statement: AccountStatement,
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
    ...withBalances(statement).map(({ entry, balance }) => [
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
