/** @jsxImportSource hono/jsx */
import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { problemText } from '@jindian/shared/contract/errors';
import type { HqOrder } from '@jindian/shared/contract/hq';
import {
  deliveryPieceId,
  type FailedRefund,
  type RefundPreview,
  type RefundRequest,
  refundActSchema,
  refundReasonSchema,
  refundRequestSchema,
} from '@jindian/shared/contract/money/payments';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { problemWords, RefundActs } from './order-refunds.tsx';

const pageLimit = 30;

type Typed = { quantity: string; extra: string };
type Form = { typed: Map<string, Typed>; reason: string };
const untouched: Form = { typed: new Map(), reason: '' };

/** Money that goes back by hand: of lines and units, of a part that nobody serves, and of refunds that failed. */
export function refundPages(hq: Hono<HqEnvironment>, deps: HqDeps): void {
  const { orders, ids } = deps;

  async function orderOf(c: HqContext): Promise<HqOrder | null> {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const found = orderId ? await orders.queries.hqOrder(orderId) : null;
    return found?.ok ? found.value : null;
  }

  /** What was typed, as the command takes it; null where it is no number or no amount. */
  function wantedOf(hqOrder: HqOrder, { typed }: Form): RefundRequest['lines'] | null {
    const lines: RefundRequest['lines'] = [];
    for (const { lineId } of hqOrder.refundable) {
      const { quantity, extra } = typed.get(lineId) ?? { quantity: '', extra: '' };
      const units = quantity.trim() === '' ? 0 : Number(quantity);
      const extraFen = extra.trim() === '' ? 0 : readYuan(extra);
      if (!Number.isInteger(units) || units < 0 || units > 99 || extraFen === null) return null;
      if (units > 0 || extraFen > 0) lines.push({ lineId, quantity: units, extraFen });
    }
    return lines;
  }

  function show(c: HqContext, hqOrder: HqOrder, form: Form, fault: string | null) {
    const visit = c.get('visit');
    const { t } = visit;
    const { id, number } = hqOrder.order;
    const left = hqOrder.refundable.filter(({ quantity, amountFen }) => quantity > 0 || amountFen > 0);
    return page(
      c,
      {
        title: t('refundTitle'),
        place: 'today',
        backTo: { href: `/hq/orders/${id}`, text: t('orderTitle', { number }) },
        status: fault ? 409 : 200,
      },
      <form class="column" method="post" action={`/hq/orders/${id}/refund`}>
        <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
        <Card id="refund" title={t('orderTitle', { number })} lead={t('refundLead')} flush>
          {fault ? (
            <p class="notice is-bad" role="alert">
              {fault}
            </p>
          ) : null}
          {left.length === 0 ? (
            <Empty text={t('refundNothingLeft')} />
          ) : (
            <RefundLines hqOrder={hqOrder} form={form} visit={visit} />
          )}
        </Card>
        {left.length === 0 ? null : (
          <Card id="refund-reason">
            <div class="form">
              <label class="field">
                <span>{t('refundReason')}</span>
                <input name="reason" autocomplete="off" maxlength={120} required value={form.reason} />
              </label>
              <button class="button" type="submit" name="act" value="preview">
                {t('refundPreview')}
              </button>
            </div>
          </Card>
        )}
      </form>,
    );
  }

  function confirm(c: HqContext, hqOrder: HqOrder, form: Form, preview: RefundPreview) {
    const visit = c.get('visit');
    const { t } = visit;
    const { id, number } = hqOrder.order;
    return page(
      c,
      {
        title: t('refundTitle'),
        place: 'today',
        backTo: { href: `/hq/orders/${id}`, text: t('orderTitle', { number }) },
      },
      <Card id="refund-confirm" title={t('refundConfirmTitle', { amount: formatYuan(preview.amountFen) })}>
        <dl class="sums" id="refund-backs">
          {preview.backs.map(({ kind, amountFen }) => (
            <div>
              <dt>{t('refundBackTo', { tender: visit.code('tenderKind', kind) })}</dt>
              <dd>
                <Money fen={amountFen} />
              </dd>
            </div>
          ))}
        </dl>
        <p>{form.reason}</p>
        <form class="actions" method="post" action={`/hq/orders/${id}/refund`}>
          <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
          <input type="hidden" name="key" value={ids.next()} />
          <input type="hidden" name="reason" value={form.reason} />
          {[...form.typed].map(([lineId, { quantity, extra }]) => (
            <>
              <input type="hidden" name={`quantity-${lineId}`} value={quantity} />
              <input type="hidden" name={`extra-${lineId}`} value={extra} />
            </>
          ))}
          <button class="button" type="submit" name="act" value="confirm">
            {t('refundSubmit')}
          </button>
          <a class="button is-plain" href={`/hq/orders/${id}/refund`}>
            {t('cancel')}
          </a>
        </form>
      </Card>,
    );
  }

  hq.get('/orders/:orderId/refund', async (c) => {
    const hqOrder = await orderOf(c);
    return hqOrder ? show(c, hqOrder, untouched, null) : notFoundPage(c);
  });

  hq.post('/orders/:orderId/refund', async (c) => {
    const { t, language } = c.get('visit');
    const hqOrder = await orderOf(c);
    if (!hqOrder) return notFoundPage(c);
    const field = await readForm(c);
    const typed = new Map(
      hqOrder.refundable.map(({ lineId }) => [
        lineId,
        { quantity: field(`quantity-${lineId}`), extra: field(`extra-${lineId}`) },
      ]),
    );
    const form: Form = { typed, reason: field('reason').trim() };
    const lines = wantedOf(hqOrder, form);
    if (lines === null) return show(c, hqOrder, form, t('refundBadNumber'));
    const body = refundRequestSchema.safeParse({ lines, reason: form.reason }).data;
    if (!body) return show(c, hqOrder, form, t(lines.length === 0 ? 'refundNothing' : 'refundNeedsReason'));
    const orderId = hqOrder.order.id;
    if (field('act') !== 'confirm') {
      const preview = await orders.hqRefunds.preview(orderId, body.lines);
      return preview.ok
        ? confirm(c, hqOrder, form, preview.value)
        : show(c, hqOrder, form, problemText(preview.code, preview.params, language));
    }
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const { memberId } = signedIn(c);
    const command = commandClaim(memberId, 'hqRefundOrder', key, { params: { orderId }, body });
    const done = await orders.hqRefunds.refund(orderId, body, memberId, command);
    return done.ok
      ? c.redirect(`/hq/orders/${orderId}?done=refunded`, 303)
      : show(c, hqOrder, form, problemText(done.code, done.params, language));
  });

  async function cancelPart(c: HqContext, fault: string | null) {
    const { t, language } = c.get('visit');
    const hqOrder = await orderOf(c);
    const part = hqOrder?.order.fulfilments.find(({ id }) => id === c.req.param('fulfilmentId'));
    if (!hqOrder || !part) return notFoundPage(c);
    const { id, number } = hqOrder.order;
    return page(
      c,
      {
        title: t('cancelPartTitle'),
        place: 'today',
        backTo: { href: `/hq/orders/${id}`, text: t('orderTitle', { number }) },
        status: fault ? 409 : 200,
      },
      <Card id="cancel-part" title={t('cancelPartTitle')} lead={t('cancelPartLead')}>
        {fault ? (
          <p class="notice is-bad" role="alert">
            {fault}
          </p>
        ) : null}
        <p>{part.lines.map((line) => `${line.title[language]} × ${line.quantity}`).join(' · ')}</p>
        <form class="form" method="post" action={`/hq/orders/${id}/cancel/${part.id}`}>
          <input type="hidden" name="csrf" value={signedIn(c).csrfToken} />
          <input type="hidden" name="key" value={ids.next()} />
          <label class="field">
            <span>{t('refundReason')}</span>
            <input name="reason" autocomplete="off" maxlength={120} required />
          </label>
          <button class="button" type="submit">
            {t('cancelPartSubmit')}
          </button>
        </form>
      </Card>,
    );
  }

  hq.get('/orders/:orderId/cancel/:fulfilmentId', (c) => cancelPart(c, null));
  hq.post('/orders/:orderId/cancel/:fulfilmentId', async (c) => {
    const { t, language } = c.get('visit');
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const fulfilmentId = ulidSchema.safeParse(c.req.param('fulfilmentId')).data;
    if (!orderId || !fulfilmentId) return notFoundPage(c);
    const field = await readForm(c);
    const reason = refundReasonSchema.safeParse(field('reason')).data;
    if (!reason) return cancelPart(c, t('refundNeedsReason'));
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const { memberId } = signedIn(c);
    const input = { params: { orderId, fulfilmentId }, body: { reason } };
    const command = commandClaim(memberId, 'hqCancelFulfilment', key, input);
    const done = await orders.hqRefunds.cancelPart(orderId, fulfilmentId, reason, memberId, command);
    return done.ok
      ? c.redirect(`/hq/orders/${orderId}?done=part_cancelled`, 303)
      : cancelPart(c, problemText(done.code, done.params, language));
  });

  hq.post('/orders/:orderId/refunds/:refundId', async (c) => {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    const refundId = ulidSchema.safeParse(c.req.param('refundId')).data;
    if (!orderId || !refundId) return notFoundPage(c);
    const field = await readForm(c);
    const act = refundActSchema.safeParse(field('act')).data;
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (!act) return notFoundPage(c);
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const input = { params: { orderId, refundId }, body: { act } };
    const command = commandClaim(signedIn(c).memberId, 'hqResolveRefund', key, input);
    const done = await orders.hqRefunds.resolve(orderId, refundId, act, command);
    const word = act === 'drop' ? 'refund_dropped' : 'refund_asked_again';
    return done.ok
      ? c.redirect(`/hq/orders/${orderId}?done=${word}`, 303)
      : problemPage(c, done.code, done.params);
  });

  hq.get('/refunds', async (c) => {
    const { t } = c.get('visit');
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const list = await orders.hqRefunds.failed(pageLimit, cursor);
    return page(
      c,
      { title: t('failedRefunds'), place: 'queue' },
      <>
        <p class="page-lead">{t('failedRefundsLead')}</p>
        <Card id="failed-refunds" flush>
          {list.items.length === 0 ? (
            <Empty text={t('failedRefundsNone')} />
          ) : (
            <FailedRefunds c={c} items={list.items} newKey={ids.next} />
          )}
          <Pager
            next={
              list.nextCursor === null
                ? null
                : { href: `/hq/refunds?after=${encodeURIComponent(list.nextCursor)}`, text: t('nextPage') }
            }
            first={cursor === undefined ? null : { href: '/hq/refunds', text: t('firstPage') }}
          />
        </Card>
      </>,
    );
  });
}

function RefundLines({ hqOrder, form, visit }: { hqOrder: HqOrder; form: Form; visit: Visit }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('refundLeft'), kind: 'number' },
    { label: t('refundUnits') },
    { label: t('refundExtra') },
  ];
  const lineOf = new Map(hqOrder.order.lines.map((line) => [line.id, line]));
  return (
    <Table caption={t('refundTitle')} columns={columns}>
      {hqOrder.refundable.map(({ lineId, quantity, amountFen }) => {
        const line = lineOf.get(lineId);
        const typed = form.typed.get(lineId);
        const name = lineId === deliveryPieceId ? t('deliveryFee') : (line?.title[language] ?? lineId);
        return (
          <Row
            columns={columns}
            cells={[
              <>
                {name}
                {line ? <span class="sub">{line.skuName[language]}</span> : null}
              </>,
              <>
                {quantity} · <Money fen={amountFen} />
              </>,
              <input
                type="number"
                name={`quantity-${lineId}`}
                aria-label={`${name} ${t('refundUnits')}`}
                min={0}
                max={quantity}
                step={1}
                value={typed?.quantity ?? '0'}
              />,
              <input
                name={`extra-${lineId}`}
                aria-label={`${name} ${t('refundExtra')}`}
                inputmode="decimal"
                autocomplete="off"
                placeholder="0.00"
                value={typed?.extra ?? ''}
              />,
            ]}
          />
        );
      })}
    </Table>
  );
}

function FailedRefunds({
  c,
  items,
  newKey,
}: {
  c: HqContext;
  items: readonly FailedRefund[];
  newKey(): string;
}) {
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
          cells={[
            <>
              <a href={`/hq/orders/${refund.orderId}`}>{refund.orderNumber}</a>
              <span class="sub">{visit.code('refundCause', refund.cause)}</span>
            </>,
            <Time atMs={refund.atMs} />,
            <Money fen={refund.amountFen} />,
            problemWords(visit, refund),
            <RefundActs
              visit={visit}
              orderId={refund.orderId}
              refund={refund}
              csrfToken={signedIn(c).csrfToken}
              newKey={newKey}
            />,
          ]}
        />
      ))}
    </Table>
  );
}
