/** @jsxImportSource hono/jsx */
import { deliveryPieceId, type HqRefund } from '@jindian/shared/contract/money/payments';
import { PostForm } from '../../forms/post-form.tsx';
import { Card, Chip, Money, Time } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import type { OrderView } from './order-view.ts';

/** Why a gateway did not do it, each once. */
export function problemWords(visit: Visit, { numbers }: Pick<HqRefund, 'numbers'>): string {
  const problems = numbers.flatMap(({ problem }) => (problem ? [problem] : []));
  return [...new Set(problems)].map((problem) => visit.code('refundProblem', problem)).join(' · ');
}

/** What may be done about a refund that failed. */
export function RefundActs(props: { c: HqContext; orderId: string; refund: Pick<HqRefund, 'id' | 'acts'> }) {
  const { c, orderId, refund } = props;
  const visit = c.get('visit');
  if (refund.acts.length === 0) return null;
  return (
    <PostForm c={c} layout="actions" action={`/hq/orders/${orderId}/refunds/${refund.id}`}>
      {refund.acts.includes('settle') ? (
        <label class="field">
          <span>{visit.t('refundNote')}</span>
          <input name="note" autocomplete="off" maxlength={200} />
        </label>
      ) : null}
      {refund.acts.map((act) => (
        <button
          class={act === 'ask_again' ? 'button is-small' : 'button is-plain is-small'}
          type="submit"
          name="act"
          value={act}
        >
          {visit.code('refundAct', act)}
        </button>
      ))}
    </PostForm>
  );
}

/** Every refund of the order: what, why, how much goes where, and how far it is. */
export function RefundsCard(props: OrderView & { c: HqContext }) {
  const { c, visit, hqOrder } = props;
  const { t, language } = visit;
  const { refunds, order } = hqOrder;
  if (refunds.length === 0) return null;
  const lineOf = new Map(order.lines.map((line) => [line.id, line]));
  const nameOf = (lineId: string) =>
    lineId === deliveryPieceId ? t('deliveryFee') : (lineOf.get(lineId)?.title[language] ?? lineId);
  return (
    <Card id="refunds" title={t('refunds')} flush>
      {refunds.map((refund) => (
        <section class="serving-part" data-refund={refund.id}>
          <div class="serving-head">
            <div>
              <p class="refund-what">
                <Chip kind={refund.state}>{visit.code('refundState', refund.state)}</Chip>{' '}
                <Money fen={refund.amountFen} /> · {visit.code('refundCause', refund.cause)}
              </p>
              <span class="sub">
                {refund.lines
                  .map(({ lineId, quantity }) =>
                    quantity > 0 ? `${nameOf(lineId)} × ${quantity}` : nameOf(lineId),
                  )
                  .join(' · ')}
              </span>
              {refund.ground ? <span class="sub">{visit.code('refundGround', refund.ground)}</span> : null}
              {refund.reason ? <span class="sub quote">{refund.reason}</span> : null}
              <span class="sub">
                <Time atMs={refund.atMs} />
              </span>
              {refund.backs.map(({ kind, amountFen, state }, index) => (
                <span class="sub">
                  {t('refundBackTo', { tender: visit.code('tenderKind', kind) })} <Money fen={amountFen} /> ·{' '}
                  {visit.code('refundState', state)} · <code>{refund.numbers[index]?.number}</code>
                </span>
              ))}
              {refund.state === 'failed' ? <span class="sub">{problemWords(visit, refund)}</span> : null}
              {refund.byHand ? (
                <span class="sub">
                  {t('refundByHand', { note: refund.byHand.note, who: refund.byHand.byName })} ·{' '}
                  <Time atMs={refund.byHand.atMs} />
                </span>
              ) : null}
            </div>
            {props.may.refund ? <RefundActs c={c} orderId={order.id} refund={refund} /> : null}
          </div>
        </section>
      ))}
    </Card>
  );
}
