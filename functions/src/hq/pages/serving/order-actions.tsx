/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { arrangePage } from './arrange.tsx';

/** What was done, as the order's page says it afterwards. */
export const doneWords = {
  assigned: 'doneAssigned',
  asked_again: 'doneAskedAgain',
  goods_called: 'doneGoodsCalled',
  delivery: 'doneDelivery',
  cancelled: 'doneCancelled',
  refunded: 'doneRefunded',
  part_cancelled: 'donePartCancelled',
  refund_asked_again: 'doneRefundAskedAgain',
  refund_dropped: 'doneRefundDropped',
  refund_settled: 'doneRefundSettled',
} as const satisfies Record<string, Word>;

/** What HQ does with an order by hand. Each answers with a redirect, so that reloading the page does nothing twice. */
export function orderActions(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { orders } = deps;

  /** The order, for who may act on it: of any other there is no form. */
  async function toActOn(c: HqContext, orderId: string, permission: Permission) {
    const reach = reachOn(c, permission);
    const acts = await orders.reach.acts(reach, orderId);
    return acts.ok ? orders.queries.hqOrder(orderId, reach) : acts;
  }

  async function found(c: HqContext): Promise<{ hqOrder: HqOrder; fulfilmentId: string } | null> {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const fulfilmentId = ulidSchema.safeParse(c.req.param('fulfilmentId')).data;
    const order = orderId ? await toActOn(c, orderId, 'orders.assign') : null;
    if (!order?.ok || !fulfilmentId) return null;
    const isPart = order.value.order.fulfilments.some(({ id }) => id === fulfilmentId);
    return isPart ? { hqOrder: order.value, fulfilmentId } : null;
  }

  async function arrange(c: HqContext, fault: FormFault | null) {
    const there = await found(c);
    if (!there) return notFoundPage(c);
    const { hqOrder, fulfilmentId } = there;
    const candidates = await orders.hq.candidates(
      hqOrder.order.id,
      fulfilmentId,
      reachOn(c, 'orders.assign'),
    );
    if (!candidates.ok) return problemPage(c, candidates.code, candidates.params);
    return arrangePage(c, {
      hqOrder,
      fulfilmentId,
      candidates: candidates.value.items,
      fault,
    });
  }

  hq.get('/orders/:orderId/serving/:fulfilmentId', (c) => arrange(c, null));

  const act = (done: keyof typeof doneWords) => ({
    next: ({ order }: HqOrder) => `/hq/orders/${order.id}?done=${done}`,
    words: {
      locationId: 'chooseFirst',
      fromLocationId: 'chooseFirst',
      note: 'badNote',
      incentiveFen: 'badIncentive',
    } as const,
    codes: { not_found: 'chooseFirst' } as const,
    again: arrange,
  });
  forms.acts('/orders/:orderId/serving/:fulfilmentId', {
    assign: form({ endpoint: endpoints.hqAssignFulfilment, ...act('assigned') }),
    'ask-again': form({ endpoint: endpoints.hqAskAgain, ...act('asked_again') }),
    'call-goods': form({
      endpoint: endpoints.hqCallGoods,
      names: { fromLocationId: 'locationId', incentiveFen: 'incentive' },
      ...act('goods_called'),
    }),
  });

  async function callOff(c: HqContext, fault: FormFault | null) {
    const { t } = c.get('visit');
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const order = orderId ? await toActOn(c, orderId, 'orders.refund') : null;
    if (!order?.ok) return notFoundPage(c);
    const { number, totalFen, id } = order.value.order;
    return page(
      c,
      {
        title: t('callOff'),
        place: 'today',
        backTo: { href: `/hq/orders/${id}`, text: t('orderTitle', { number }) },
        status: fault?.status ?? 200,
      },
      <Card id="call-off" title={t('orderTitle', { number })}>
        <p>{t('callOffLead', { amount: formatYuan(totalFen) })}</p>
        <PostForm c={c} layout="actions" action={`/hq/orders/${id}/call-off`} fault={fault}>
          <button class="button is-danger" type="submit">
            {t('callOffSubmit')}
          </button>
          <a class="button is-plain" href={`/hq/orders/${id}`}>
            {t('cancel')}
          </a>
        </PostForm>
      </Card>,
    );
  }

  forms.on('/orders/:orderId/delivery/:fulfilmentId', {
    endpoint: endpoints.hqSettleDelivery,
    words: { reason: 'deliveryChoose', condition: 'deliveryChoose', note: 'badNote' },
    next: ({ order }) => `/hq/orders/${order.id}?done=delivery`,
  });

  hq.get('/orders/:orderId/call-off', (c) => callOff(c, null));
  forms.on('/orders/:orderId/call-off', {
    endpoint: endpoints.hqCancelOrder,
    next: ({ order }) => `/hq/orders/${order.id}?done=cancelled`,
    again: callOff,
  });
}
