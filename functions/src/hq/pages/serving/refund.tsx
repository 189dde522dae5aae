/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import {
  deliveryPieceId,
  type RefundGround,
  type RefundPreview,
  type RefundRequest,
  refundGroundSchema,
} from '@jindian/shared/contract/money/payments';
import { formatYuan, readYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Money, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';

type Typed = { quantity: string; extra: string };
type Form = { typed: Map<string, Typed>; ground: RefundGround | null; reason: string };
/** What is meant most often first. */
const grounds: readonly RefundGround[] = ['other', 'faulty', 'without_reason'];
/** What is told after an act. */
const doneActs: Readonly<Record<string, string | undefined>> = {
  drop: 'refund_dropped',
  settle: 'refund_settled',
};
const untouched: Form = { typed: new Map(), ground: null, reason: '' };

/** Money that goes back by hand: of lines and units, of a part that nobody serves, and of refunds that failed. */
export function refundPages(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { orders } = deps;

  async function orderOf(c: HqContext): Promise<HqOrder | null> {
    const orderId = ulidSchema.safeParse(c.req.param('orderId')).data;
    if (!orderId) return null;
    const reach = reachOn(c, 'orders.refund');
    const acts = await orders.reach.acts(reach, orderId);
    const found = acts.ok ? await orders.queries.hqOrder(orderId, reach) : acts;
    return found.ok ? found.value : null;
  }

  /** What was typed about the lines of the order, and nothing else that was sent. */
  function formFrom(hqOrder: HqOrder, fields: FormFields): Form {
    return {
      typed: new Map(
        hqOrder.refundable.map(({ lineId }) => [
          lineId,
          { quantity: fields.text(`quantity-${lineId}`), extra: fields.text(`extra-${lineId}`) },
        ]),
      ),
      ground: refundGroundSchema.safeParse(fields.text('ground')).data ?? null,
      reason: fields.text('reason').trim(),
    };
  }

  /** What was typed, as the command takes it. */
  async function wanted(_: unknown, fields: FormFields, c: HqContext) {
    const hqOrder = await orderOf(c);
    const { t } = c.get('visit');
    const form = hqOrder && formFrom(hqOrder, fields);
    const lines: RefundRequest['lines'] = [];
    for (const [lineId, { quantity, extra }] of form?.typed ?? []) {
      const units = /^\d{0,2}$/.test(quantity.trim()) ? Number(quantity.trim()) : null;
      const extraFen = extra.trim() === '' ? 0 : readYuan(extra);
      if (units === null || extraFen === null) return new NotAsked(t('refundBadNumber'));
      if (units > 0 || extraFen > 0) lines.push({ lineId, quantity: units, extraFen });
    }
    if (lines.length === 0) return new NotAsked(t('refundNothing'));
    if (!form?.reason) return new NotAsked(t('refundNeedsReason'));
    return { lines, reason: form.reason, ...(form.ground ? { ground: form.ground } : {}) };
  }

  function show(c: HqContext, hqOrder: HqOrder, form: Form, fault: FormFault | null) {
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
        status: fault?.status ?? 200,
      },
      <PostForm c={c} layout="column" action={`/hq/orders/${id}/refund`}>
        <Card id="refund" title={t('orderTitle', { number })} lead={t('refundLead')} flush>
          {fault ? (
            <p class="notice is-bad" role="alert">
              {fault.text}
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
                <span>{t('refundGround')}</span>
                <select name="ground">
                  {grounds.map((ground) => (
                    <option value={ground} selected={ground === form.ground}>
                      {visit.code('refundGround', ground)}
                    </option>
                  ))}
                </select>
              </label>
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
      </PostForm>,
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
        <p>
          {form.ground ? `${visit.code('refundGround', form.ground)} · ` : ''}
          {form.reason}
        </p>
        <PostForm c={c} layout="actions" action={`/hq/orders/${id}/refund`}>
          <input type="hidden" name="ground" value={form.ground ?? ''} />
          <input type="hidden" name="reason" value={form.reason} />
          {[...form.typed].map(([lineId, { quantity, extra }]) => (
            <>
              <input type="hidden" name={`quantity-${lineId}`} value={quantity} />
              <input type="hidden" name={`extra-${lineId}`} value={extra} />
            </>
          ))}
          <button class="button is-danger" type="submit" name="act" value="confirm">
            {t('refundSubmit')}
          </button>
          <a class="button is-plain" href={`/hq/orders/${id}/refund`}>
            {t('cancel')}
          </a>
        </PostForm>
      </Card>,
    );
  }

  hq.get('/orders/:orderId/refund', async (c) => {
    const hqOrder = await orderOf(c);
    return hqOrder ? show(c, hqOrder, untouched, null) : notFoundPage(c);
  });

  const refund = {
    body: wanted,
    words: { reason: 'refundNeedsReason' } as const,
    async again(c: HqContext, fault: FormFault) {
      const hqOrder = await orderOf(c);
      return hqOrder ? show(c, hqOrder, formFrom(hqOrder, fault.fields), fault) : notFoundPage(c);
    },
  };
  forms.acts('/orders/:orderId/refund', {
    preview: form({
      endpoint: endpoints.hqPreviewRefund,
      ...refund,
      async next(preview, c, fields) {
        const hqOrder = await orderOf(c);
        return hqOrder ? confirm(c, hqOrder, formFrom(hqOrder, fields), preview) : notFoundPage(c);
      },
    }),
    confirm: form({
      endpoint: endpoints.hqRefundOrder,
      ...refund,
      next: ({ order }) => `/hq/orders/${order.id}?done=refunded`,
    }),
  });

  async function cancelPart(c: HqContext, fault: FormFault | null) {
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
        status: fault?.status ?? 200,
      },
      <Card id="cancel-part" title={t('cancelPartTitle')} lead={t('cancelPartLead')}>
        <p>{part.lines.map((line) => `${line.title[language]} × ${line.quantity}`).join(' · ')}</p>
        <PostForm c={c} action={`/hq/orders/${id}/cancel/${part.id}`} fault={fault}>
          <label class="field">
            <span>{t('refundReason')}</span>
            <input
              name="reason"
              autocomplete="off"
              maxlength={120}
              required
              value={typed(fault, 'reason', '')}
            />
          </label>
          <button class="button is-danger" type="submit">
            {t('cancelPartSubmit')}
          </button>
        </PostForm>
      </Card>,
    );
  }

  hq.get('/orders/:orderId/cancel/:fulfilmentId', (c) => cancelPart(c, null));
  forms.on('/orders/:orderId/cancel/:fulfilmentId', {
    endpoint: endpoints.hqCancelFulfilment,
    words: { reason: 'refundNeedsReason' },
    next: ({ order }) => `/hq/orders/${order.id}?done=part_cancelled`,
    again: cancelPart,
  });
  forms.on('/orders/:orderId/refunds/:refundId', {
    endpoint: endpoints.hqResolveRefund,
    words: { note: 'refundNeedsNote' },
    next: ({ order }, _, fields) =>
      `/hq/orders/${order.id}?done=${doneActs[fields.text('act')] ?? 'refund_asked_again'}`,
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
        const known = form.typed.get(lineId);
        const name = lineId === deliveryPieceId ? t('deliveryFee') : (line?.title[language] ?? lineId);
        return (
          <Row
            columns={columns}
            cells={[
              <>
                {name}
                {line ? <span class="sub">{line.skuName[language]}</span> : null}
                {line?.notReturnable ? (
                  <span class="sub">{t('refundNotReturnable', { why: line.notReturnable[language] })}</span>
                ) : null}
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
                value={known?.quantity ?? '0'}
              />,
              <input
                name={`extra-${lineId}`}
                aria-label={`${name} ${t('refundExtra')}`}
                inputmode="decimal"
                autocomplete="off"
                placeholder="0.00"
                value={known?.extra ?? ''}
              />,
            ]}
          />
        );
      })}
    </Table>
  );
}
