/** @jsxImportSource hono/jsx */
import { anywhere, may } from '@jindian/shared/access';
import { isPageOff } from '@jindian/shared/contract/modules/off';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import type { TouchView } from '@jindian/shared/contract/selling/attribution';
import { maskName } from '@jindian/shared/mask';
import { brandDay } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { reachesPlace } from '../../../platform/access.ts';
import type { FrozenAttribution } from '../../../selling/commission/frozen.ts';
import { hasLeft } from '../../../serving/orders/fulfilment-items.ts';
import { saidOfOrder } from '../../../serving/orders/hq-finding.ts';
import { refundableStates } from '../../../serving/orders/money-views.ts';
import { leastFar } from '../../../serving/orders/views.ts';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Facts, Live, Money, Notice, StageChip, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn, signedIn } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { areaText } from '../places/place-list.ts';
import { show as showFound } from '../search.tsx';
import { memberPage } from '../selling/member.tsx';
import { OrderTouchesCard } from '../selling/touches.tsx';
import { doneWords } from './order-actions.tsx';
import { LinesCard } from './order-lines.tsx';
import { CostsCard, CreditCard, PostingsCard, payeeNamesOf } from './order-money.tsx';
import { OrderNotesCard } from './order-notes.tsx';
import { RefundsCard } from './order-refunds.tsx';
import { AttemptsCard, ServingCard, slotWords } from './order-serving.tsx';
import { SourcingCard } from './order-sourcing.tsx';
import { OrderStory } from './order-story.tsx';
import { TimelineCard } from './order-timeline.tsx';
import type { OrderView } from './order-view.ts';
import { RevealCard } from './personal-data.tsx';
import { OrderReturnsCard } from './returns.tsx';
import { stageOf } from './stages.ts';

const refreshSeconds = 10;

/** One order with everything about it: where it stands, who serves it and why, who is credited, every posting. */
export function orderPages(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, network } = deps;

  hq.get('/orders/:orderId', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const reach = reachOn(c, 'orders.read');
    const said = saidOfOrder(c.req.param('orderId'));
    if (said?.by === 'number') {
      const [order, another] = await orders.finding.byNumber(said.number, reach);
      if (order && another)
        return showFound(c, deps, { text: said.number, items: [order, another], more: false });
      return order ? c.redirect(`/hq/orders/${order.id}`, 303) : notFoundPage(c);
    }
    const orderId = said?.by === 'id' ? said.orderId : undefined;
    if (!orderId) return notFoundPage(c);
    const [found, record, snapshot] = await Promise.all([
      orders.queries.hqOrder(orderId, reach, reachOn(c, 'orders.personal_data.read')),
      orders.store.read(orderId),
      network.current(),
    ]);
    if (!found.ok) return problemPage(c, found.code, found.params);
    if (!record) return notFoundPage(c);
    const acts = async (permission: Permission) =>
      may(signedIn(c).principal, permission, anywhere) &&
      (await orders.reach.acts(reachOn(c, permission), orderId)).ok;
    const [assign, refund, notes, returns] = await Promise.all([
      acts('orders.assign'),
      acts('orders.refund'),
      orders.notes.list(orderId),
      deps.returns.deskOfOrder(record),
    ]);
    const readsInFull = reachOn(c, 'orders.personal_data.read');
    const mayRead =
      may(signedIn(c).principal, 'orders.personal_data.read', anywhere) &&
      (await orders.reach.sees(readsInFull, orderId)).ok;
    const seeCosts = await acts('orders.cost.read');
    const adjusts = reachOn(c, 'stock.adjust');
    const view: OrderView = {
      visit,
      hqOrder: found.value,
      record,
      isWarehouse: (locationId) => (snapshot.location(locationId)?.kind ?? 'branch') !== 'branch',
      may: {
        assign,
        refund,
        seeCosts,
        readInFull: mayRead,
        writeOffAt: (locationId) => reachesPlace(adjusts, locationId, snapshot.location),
      },
    };
    const { order } = found.value;
    const day = brandDay(order.createdAtMs);
    const attribution = found.value.attribution && record.detail.attribution;
    const [payeeNames, touches] = await Promise.all([
      payeeNamesOf(deps, snapshot, attribution, language),
      touchesOf(c, deps, record.head.memberId, attribution),
    ]);
    const asked = c.req.query('done') ?? '';
    const done = Object.hasOwn(doneWords, asked) ? doneWords[asked as keyof typeof doneWords] : null;
    const creditBranch = attribution?.locationId ? snapshot.location(attribution.locationId) : undefined;
    return page(
      c,
      {
        title: `${t('orderTitle', { number: order.number })}${order.practice ? ` · ${t('orderPractice')}` : ''}`,
        place: 'today',
        backTo: { href: `/hq?day=${day}`, text: t('ordersOfDay') },
        tools: (
          <>
            {mayOpen(c, memberPage(record.head.memberId)) ? (
              <a class="button is-plain is-small" href={memberPage(record.head.memberId)}>
                {t('toMember')}
              </a>
            ) : null}
            {refund && refundableStates.includes(order.state) ? (
              <a class="button is-plain is-small" href={`/hq/orders/${order.id}/refund`}>
                {t('refundTitle')}
              </a>
            ) : null}
            {refund && callableOff(order) ? (
              <a class="button is-danger is-small" href={`/hq/orders/${order.id}/call-off`}>
                {t('callOff')}
              </a>
            ) : null}
          </>
        ),
      },
      <>
        {done ? <Notice kind="good">{t(done)}</Notice> : null}
        <Live visit={visit} id="order" seconds={refreshSeconds}>
          <div class="columns">
            <div class="column is-wide">
              <HeadCard {...view} />
              <OrderNotesCard c={c} orderId={orderId} notes={notes.items} mayWrite={assign} />
              {mayRead ? <RevealCard c={c} orderId={order.id} /> : null}
              <ServingCard c={c} {...view} />
              <AttemptsCard {...view} />
              <SourcingCard {...view} snapshot={snapshot} />
              {reach.whole ? <PostingsCard {...view} /> : null}
            </div>
            <div class="column">
              <TimelineCard {...view} />
              <LinesCard {...view} />
              {seeCosts ? <CostsCard {...view} /> : null}
              <CreditCard
                visit={visit}
                attribution={attribution}
                titles={new Map(record.detail.lines.map(({ id, title }) => [id, title]))}
                payeeNames={payeeNames}
                branch={
                  attribution?.locationId
                    ? {
                        id: attribution.locationId,
                        name: creditBranch?.name[language] ?? attribution.locationId,
                      }
                    : null
                }
              />
              {touches ? <OrderTouchesCard c={c} memberId={record.head.memberId} touches={touches} /> : null}
              <OrderReturnsCard c={c} items={returns} />
              <RefundsCard {...view} c={c} />
              <PaymentCard {...view} />
            </div>
          </div>
        </Live>
      </>,
    );
  });
}

/** What its customer had met by then; null where nobody is told. */
async function touchesOf(
  c: HqContext,
  { attribution }: Pick<HqDeps, 'attribution'>,
  memberId: string,
  frozen: FrozenAttribution | null,
): Promise<TouchView[] | null> {
  if (isPageOff(c.get('off'), '/touches')) return null;
  return attribution.touchesOfOrder(memberId, frozen?.touchIds ?? []);
}

/** Paid, and nothing has left its place yet. */
function callableOff({ state, fulfilments }: OrderView['hqOrder']['order']): boolean {
  const gone = fulfilments.some(hasLeft);
  return state === 'paid' && !gone;
}

function HeadCard(view: OrderView) {
  const { visit, hqOrder, record } = view;
  const { t, language } = visit;
  const { order } = hqOrder;
  const { address, fulfilments } = order;
  const refundedFen = order.tenders.reduce((sum, tender) => sum + tender.refundedFen, 0);
  const rows = [
    [t('columnMethod'), visit.code('method', order.fulfilments[0]?.method ?? order.method)],
    [t('placedAt'), <Time atMs={order.createdAtMs} />],
    ...(order.state === 'awaiting_payment' ? [[t('payBy'), <Time atMs={order.payByMs} />] as const] : []),
    [
      t('storefront'),
      <a href={`/hq/locations/${order.storefront.locationId}`}>{order.storefront.name[language]}</a>,
    ],
    [
      t('servedBy'),
      fulfilments.map(({ place, state }) =>
        state === 'with_hq' ? (
          <span class="served-by muted">{visit.code('servingState', state)}</span>
        ) : (
          <span class="served-by">
            <a href={`/hq/locations/${place.locationId}`}>{place.name[language]}</a>
            <span class="sub">{place.address[language]}</span>
          </span>
        ),
      ),
    ],
    [
      t('orderSoldBy'),
      order.soldBy.ownerId === 'hq' ? (
        order.soldBy.legalName
      ) : (
        <a href={`/hq/owners/${order.soldBy.ownerId}/contract`}>{order.soldBy.legalName}</a>
      ),
    ],
    ...(order.checkout
      ? [
          [
            t('orderTogether'),
            order.checkout
              .filter(({ id }) => id !== order.id)
              .map(({ id, number, soldBy, totalFen }) => (
                <span class="served-by">
                  <a href={`/hq/orders/${id}`}>{number}</a>
                  <span class="sub">
                    {soldBy.legalName} · <Money fen={totalFen} />
                  </span>
                </span>
              )),
          ] as const,
        ]
      : []),
    ...(order.slotId ? [[t('servingSlot'), slotWords(order.slotId)] as const] : []),
    ...(address
      ? ([
          [t('recipient'), `${address.nameMasked} ${address.phoneMasked}`],
          [t('deliverTo'), areaText(address)],
        ] as const)
      : ([[t('shopper'), maskName(record.detail.shopperName)]] as const)),
    ...(order.note ? [[t('note'), <span class="quote">{order.note}</span>] as const] : []),
  ] as const;
  return (
    <section class="card order-head">
      <div class="order-head-line">
        <StageChip
          visit={visit}
          stage={stageOf({
            state: order.state,
            fulfilmentState: leastFar(fulfilments.map(({ state }) => state)),
          })}
        />
        <span class="order-head-amount">
          <Money fen={order.totalFen} />
          {refundedFen > 0 ? (
            <span class="sub">
              {t('columnRefunded')} <Money fen={refundedFen} />
            </span>
          ) : null}
        </span>
      </div>
      {order.state === 'paid' || hqOrder.attempts.length > 0 ? <OrderStory {...view} /> : null}
      <Facts rows={rows} />
    </section>
  );
}

function PaymentCard({ visit, record }: OrderView) {
  const { t } = visit;
  const { tenders, payments } = record.money;
  return (
    <Card id="payment" title={t('payment')}>
      {tenders.map((tender) => (
        <Facts
          rows={[
            [t('paymentKind'), visit.code('tenderKind', tender.kind)],
            [t('paymentState'), visit.code('tenderState', tender.state)],
            [t('columnAmount'), <Money fen={tender.amountFen} />],
            ...payments
              .filter(({ tenderId }) => tenderId === tender.tenderId)
              .flatMap((payment) => [
                [
                  t('paymentNumber'),
                  <>
                    <code>{payment.number}</code>
                    <span class="sub">{visit.code('paymentState', payment.state)}</span>
                  </>,
                ] as const,
                [t('orderMerchant'), <code>{payment.merchant}</code>] as const,
                ...(payment.transactionId
                  ? [[t('transactionId'), <code>{payment.transactionId}</code>] as const]
                  : []),
              ]),
          ]}
        />
      ))}
    </Card>
  );
}
