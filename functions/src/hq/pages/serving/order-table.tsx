/** @jsxImportSource hono/jsx */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { timeOfDay } from '../../format.ts';
import { type Column, Money, Row, StageChip, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import { stageOf } from './stages.ts';

/** `withDay`: orders of several days; `withCustomer`: of several people whom a search mixes. */
export function OrderTable({
  visit,
  orders,
  withDay = false,
  withCustomer = false,
}: {
  visit: Visit;
  orders: readonly HqOrderSummary[];
  withDay?: boolean;
  withCustomer?: boolean;
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
              {withCustomer ? <span class="sub">{order.customerMasked}</span> : null}
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
            <>
              <Money fen={order.totalFen} />
              {order.refundedFen > 0 ? (
                <span class="sub">
                  {t('columnRefunded')} <Money fen={order.refundedFen} />
                </span>
              ) : null}
            </>,
            order.sellerName ?? <span class="muted">{t('nobodyCredited')}</span>,
          ]}
        />
      ))}
    </Table>
  );
}

/** States in which nobody serves: the place that is named had it. */
const letGo: readonly HqOrderSummary['fulfilmentState'][] = ['with_hq', 'awaiting_shopper', 'cancelled'];

/** Where the shopper was, and who serves or did: the same place is said once, and the state stands beside it. */
function Route({ visit, order }: { visit: Visit; order: HqOrderSummary }) {
  const { t, language } = visit;
  const from = order.storefront.name[language];
  const serving = order.servingName[language];
  const isLetGo = letGo.includes(order.fulfilmentState);
  if (serving === from)
    return (
      <>
        {from} <span class="muted">· {t(isLetGo ? 'sameBranchBefore' : 'sameBranch')}</span>
      </>
    );
  return (
    <>
      {from} <span class="muted">→</span>{' '}
      {isLetGo ? <span class="muted">{t('servedBefore', { place: serving })}</span> : serving}
    </>
  );
}
