/** @jsxImportSource hono/jsx */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { timeOfDay } from '../../format.ts';
import { type Column, Money, Row, StageChip, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import { stageOf } from './stages.ts';

/** `withDay`: orders of several days. */
export function OrderTable({
  visit,
  orders,
  withDay = false,
}: {
  visit: Visit;
  orders: readonly HqOrderSummary[];
  withDay?: boolean;
}) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnOrder'), kind: 'main' },
    { label: t('columnTime') },
    { label: t('columnRoute') },
    { label: t('columnMethod') },
    { label: t('columnState') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('columnSeller') },
  ];
  return (
    <Table caption={t('ordersOfDay')} columns={columns} kind="orders">
      {orders.map((order) => (
        <Row
          columns={columns}
          rowKey={order.id}
          whole
          cells={[
            <>
              <a class="order-number" href={`/hq/orders/${order.id}`}>
                {order.number}
              </a>
              <span class="sub">
                {order.itemCount > order.firstLine.quantity
                  ? t('itemCount', { title: order.firstLine.title[language], count: order.itemCount })
                  : t('piece', { title: order.firstLine.title[language], count: order.itemCount })}
              </span>
            </>,
            withDay ? (
              <Time atMs={order.createdAtMs} />
            ) : (
              <Time atMs={order.createdAtMs} text={timeOfDay(order.createdAtMs)} />
            ),
            <Route visit={visit} order={order} />,
            visit.code('method', order.method),
            <StageChip visit={visit} stage={stageOf(order)} />,
            <Money fen={order.totalFen} />,
            order.sellerName ?? <span class="muted">{t('nobodyCredited')}</span>,
          ]}
        />
      ))}
    </Table>
  );
}

/** Who serves; a place that let go of it serves no more. */
export function servingText({ code, language }: Visit, order: HqOrderSummary): string {
  const { fulfilmentState, servingName } = order;
  const isLetGo = ['with_hq', 'awaiting_shopper', 'cancelled'].includes(fulfilmentState);
  return isLetGo ? code('servingState', fulfilmentState) : servingName[language];
}

/** Where the shopper was, and who serves: the same place is said once. */
function Route({ visit, order }: { visit: Visit; order: HqOrderSummary }) {
  const from = order.storefront.name[visit.language];
  const serving = servingText(visit, order);
  return serving === from ? (
    <>
      {from} <span class="muted">· {visit.t('sameBranch')}</span>
    </>
  ) : (
    <>
      {from} <span class="muted">→</span> {serving}
    </>
  );
}
