/** @jsxImportSource hono/jsx */
import { type FailedRefund, refundCauses } from '@jindian/shared/contract/money/payments';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { dayFields, type ListField, readList, withinDays } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { type Column, Money, Row, Table, Time } from '../../ui/parts.tsx';
import { listDownload, lookedThrough, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { problemWords, RefundActs } from './order-refunds.tsx';

const refundSorts = ['oldest', 'newest', 'amount'] as const;

/** Refunds that ended badly and wait for a person. */
export function failedRefundPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'orders' | 'logger' | 'clock'>,
): void {
  function asked(c: HqContext) {
    const visit = c.get('visit');
    const { t } = visit;
    const fields: ListField<'cause' | 'text' | 'period' | 'from' | 'to'>[] = [
      {
        kind: 'choice',
        name: 'cause',
        label: t('columnCause'),
        options: refundCauses.map((one) => [one, visit.code('refundCause', one)] as const),
      },
      { kind: 'text', name: 'text', label: t('refundText') },
      ...dayFields(visit),
    ];
    const query = readList((name) => c.req.query(name), fields, refundSorts);
    const { cause, text } = query.values;
    const inDays = withinDays(query.values, deps.clock.nowMs());
    const reach = reachOn(c, 'orders.refund');
    const read: ReadPage<FailedRefund> = (limit, cursor) =>
      deps.orders.hqRefunds.failed(limit, cursor, reach);
    const fits = (refund: FailedRefund) =>
      (cause === '' || refund.cause === cause) &&
      inDays(refund.atMs) &&
      [refund.orderNumber, problemWords(visit, refund)].some((one) =>
        one.toLowerCase().includes(text.toLowerCase()),
      );
    const sorted = (found: FailedRefund[]) => {
      const oldest = found.sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
      if (query.sort === 'newest') return oldest.reverse();
      return query.sort === 'amount' ? oldest.sort((a, b) => b.amountFen - a.amountFen) : oldest;
    };
    return { fields, query, read, fits, sorted };
  }

  hq.get('/refunds.csv', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { read, fits, sorted } = asked(c);
    return listDownload(c, {
      name: 'refunds',
      head: csvOf([
        [t('columnOrder'), t('columnCause'), t('columnTime'), t('columnAmount'), t('refundProblem')],
      ]),
      pages: pagesOf(read),
      fits,
      rowOf: (refund) => [
        refund.orderNumber,
        visit.code('refundCause', refund.cause),
        formatBrandTime(refund.atMs),
        (refund.amountFen / 100).toFixed(2),
        problemWords(visit, refund),
      ],
      sorted,
      logger: deps.logger,
    });
  });

  hq.get('/refunds', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const { fields, query, read, fits, sorted } = asked(c);
    const { found, isCut } = await lookedThrough(read, fits);
    return page(
      c,
      { title: t('failedRefunds'), place: 'queue', backTo: { href: '/hq/queue', text: t('queueTitle') } },
      <>
        <p class="page-lead">{t('failedRefundsLead')}</p>
        <ListCard
          c={c}
          id="failed-refunds"
          title={t('waiting.refunds')}
          list="refunds"
          fields={fields}
          query={query}
          sorts={refundSorts.map((one) => [one, visit.code('orderSort', one)] as const)}
          found={sorted(found)}
          isCut={isCut}
          fen={found.reduce((sum, { amountFen }) => sum + amountFen, 0)}
          none={t('failedRefundsNone')}
        >
          {(shown) => <FailedRefunds c={c} items={shown} />}
        </ListCard>
      </>,
    );
  });
}

function FailedRefunds({ c, items }: { c: HqContext; items: readonly FailedRefund[] }) {
  const visit = c.get('visit');
  const { t } = visit;
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t('columnTime') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('refundProblem') },
    { label: t('refundActs') },
  ];
  return (
    <Table caption={t('failedRefunds')} columns={columns}>
      {items.map((refund) => (
        <Row
          columns={columns}
          rowKey={refund.id}
          whole
          cells={[
            <>
              <a href={`/hq/orders/${refund.orderId}`}>{refund.orderNumber}</a>
              <span class="sub">{visit.code('refundCause', refund.cause)}</span>
            </>,
            <Time atMs={refund.atMs} />,
            <Money fen={refund.amountFen} />,
            problemWords(visit, refund),
            <RefundActs c={c} orderId={refund.orderId} refund={refund} />,
          ]}
        />
      ))}
    </Table>
  );
}
