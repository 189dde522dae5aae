/** @jsxImportSource hono/jsx */
import { amountFenSchema, locationIdSchema, ulidSchema } from '@jindian/shared/contract/common';
import { problemText } from '@jindian/shared/contract/errors';
import type { HqOrder } from '@jindian/shared/contract/hq';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { Failure, Result } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { arrangePage } from './arrange.tsx';

const maxNoteLength = 200;

/** What was done, as the order's page says it afterwards. */
export const doneWords = {
  assigned: 'doneAssigned',
  asked_again: 'doneAskedAgain',
  goods_called: 'doneGoodsCalled',
  cancelled: 'doneCancelled',
  refunded: 'doneRefunded',
  part_cancelled: 'donePartCancelled',
  refund_asked_again: 'doneRefundAskedAgain',
  refund_dropped: 'doneRefundDropped',
} as const satisfies Record<string, Word>;

/** What HQ does with an order by hand. Each answers with a redirect, so that reloading the page does nothing twice. */
export function orderActions(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, ids } = deps;

  async function found(c: HqContext): Promise<{ hqOrder: HqOrder; fulfilmentId: string } | null> {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const fulfilmentId = ulidSchema.safeParse(c.req.param('fulfilmentId')).data;
    const order = orderId ? await orders.queries.hqOrder(orderId) : null;
    if (!order?.ok || !fulfilmentId) return null;
    const isPart = order.value.order.fulfilments.some(({ id }) => id === fulfilmentId);
    return isPart ? { hqOrder: order.value, fulfilmentId } : null;
  }

  async function arrange(c: HqContext, fault: string | null, form: Record<string, string> = {}) {
    const there = await found(c);
    if (!there) return notFoundPage(c);
    const { hqOrder, fulfilmentId } = there;
    const candidates = await orders.hq.candidates(hqOrder.order.id, fulfilmentId);
    if (!candidates.ok) return problemPage(c, candidates.code, candidates.params);
    return arrangePage(c, {
      hqOrder,
      fulfilmentId,
      candidates: candidates.value.items,
      key: ids.next(),
      fault,
      form,
    });
  }

  const failed = (c: HqContext, { code, params }: Failure, form: Record<string, string>) =>
    arrange(c, problemText(code, params, c.get('visit').language), form);
  const wentWell = (c: HqContext, hqOrder: HqOrder, done: keyof typeof doneWords) =>
    c.redirect(`/hq/orders/${hqOrder.order.id}?done=${done}`, 303);

  hq.get('/orders/:orderId/serving/:fulfilmentId', (c) => arrange(c, null));

  hq.post('/orders/:orderId/serving/:fulfilmentId', async (c) => {
    const { t } = c.get('visit');
    const there = await found(c);
    if (!there) return notFoundPage(c);
    const field = await readForm(c);
    const { memberId } = signedIn(c);
    const orderId = there.hqOrder.order.id;
    const { fulfilmentId } = there;
    const names = ['locationId', 'note', 'toLocationId', 'incentive'];
    const form = Object.fromEntries(names.map((name) => [name, field(name)]));
    const answered = (result: Result<HqOrder>, done: keyof typeof doneWords) =>
      result.ok ? wentWell(c, result.value, done) : failed(c, result, form);

    if (field('act') === 'ask-again') {
      return answered(await orders.hq.askAgain(orderId, fulfilmentId, memberId), 'asked_again');
    }
    const locationId = locationIdSchema.safeParse(field('locationId')).data;
    if (!locationId) return arrange(c, t('chooseFirst'), form);
    if (field('act') === 'call-goods') {
      const toLocationId = locationIdSchema.safeParse(field('toLocationId')).data;
      const typed = field('incentive').trim();
      const incentiveFen = amountFenSchema.safeParse(typed === '' ? 0 : readYuan(typed)).data;
      if (incentiveFen === undefined) return arrange(c, t('badIncentive'), form);
      const key = idempotencyKeySchema.safeParse(field('key')).data;
      if (key === undefined) return problemPage(c, 'idempotency_key_required');
      const body = {
        fromLocationId: locationId,
        incentiveFen,
        ...(toLocationId ? { toLocationId } : {}),
      };
      const input = { params: { orderId, fulfilmentId }, body };
      const command = commandClaim(memberId, 'hqCallGoods', key, input);
      return answered(
        await orders.hq.callGoods(orderId, fulfilmentId, body, memberId, command),
        'goods_called',
      );
    }
    const note = field('note').trim();
    if (note.length > maxNoteLength) return arrange(c, t('badNote'), form);
    const to = { locationId, ...(note ? { note } : {}) };
    return answered(await orders.hq.assign(orderId, fulfilmentId, to, memberId), 'assigned');
  });

  async function callOff(c: HqContext, fault: string | null) {
    const { t } = c.get('visit');
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const order = orderId ? await orders.queries.hqOrder(orderId) : null;
    if (!order?.ok) return notFoundPage(c);
    const { number, totalFen, id } = order.value.order;
    return page(
      c,
      {
        title: t('callOff'),
        place: 'today',
        backTo: { href: `/hq/orders/${id}`, text: t('orderTitle', { number }) },
        status: fault ? 409 : 200,
      },
      <Card id="call-off" title={t('orderTitle', { number })}>
        {fault ? (
          <p class="notice is-bad" role="alert">
            {fault}
          </p>
        ) : null}
        <p>{t('callOffLead', { amount: formatYuan(totalFen) })}</p>
        <form class="actions" method="post" action={`/hq/orders/${id}/call-off`}>
          <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
          <button class="button" type="submit">
            {t('callOffSubmit')}
          </button>
          <a class="button is-plain" href={`/hq/orders/${id}`}>
            {t('cancel')}
          </a>
        </form>
      </Card>,
    );
  }

  hq.get('/orders/:orderId/call-off', (c) => callOff(c, null));
  hq.post('/orders/:orderId/call-off', async (c) => {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    if (!orderId) return notFoundPage(c);
    const done = await orders.hq.cancel(orderId, signedIn(c).memberId);
    if (done.ok) return wentWell(c, done.value, 'cancelled');
    if (done.code === 'not_found') return notFoundPage(c);
    return callOff(c, problemText(done.code, done.params, c.get('visit').language));
  });
}
