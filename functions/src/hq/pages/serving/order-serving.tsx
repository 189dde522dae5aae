/** @jsxImportSource hono/jsx */
import type { FailedDeliveryView, HqOrder } from '@jindian/shared/contract/hq';
import {
  broughtBackConditions,
  deliveryFailures,
  type FulfilmentView,
} from '@jindian/shared/contract/serving/order';
import { readSlotId, slotHours } from '@jindian/shared/slots';
import type { Child } from 'hono/jsx';
import { onTheRoad } from '../../../serving/orders/machines.ts';
import { isCancellable } from '../../../serving/orders/part-cancelling.ts';
import { PostForm } from '../../forms/post-form.tsx';
import { Owners } from '../../ui/owners.tsx';
import { Card, Chip, Facts, Money, Time } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { TrailTable } from './order-sourcing.tsx';
import type { OrderView } from './order-view.ts';

type Serving = HqOrder['serving'][number];

/** What HQ can still arrange: goods that have not left. A pickup's shopper decides alone. */
export function canArrange({ state, method }: Pick<FulfilmentView, 'state' | 'method'>): boolean {
  return method === 'delivery'
    ? ['offered', 'in_grab_pool', 'to_pack', 'ready', 'with_hq', 'awaiting_goods'].includes(state)
    : ['to_pack', 'with_hq'].includes(state);
}

export function slotWords(slotId: string): string {
  const slot = readSlotId(slotId);
  return slot ? `${slot.day} ${slotHours(slot)}` : slotId;
}

/** Of each fulfilment: where it is, what it waits for, what is held for it, and a way to arrange it otherwise. */
export function ServingCard({ c, visit, hqOrder, may }: OrderView & { c: HqContext }) {
  const { t } = visit;
  const { order, serving } = hqOrder;
  const isSplit = order.fulfilments.length > 1;
  return (
    <Card id="serving" title={t('serving')} flush>
      {order.fulfilments.map((fulfilment, index) => (
        <Part
          c={c}
          visit={visit}
          fulfilment={fulfilment}
          serving={serving.find(({ fulfilmentId }) => fulfilmentId === fulfilment.id)}
          number={isSplit ? index + 1 : null}
          isPaid={order.state === 'paid'}
          may={may}
        />
      ))}
    </Card>
  );
}

function Part(props: {
  c: HqContext;
  visit: Visit;
  fulfilment: FulfilmentView;
  serving: Serving | undefined;
  number: number | null;
  isPaid: boolean;
  may: OrderView['may'];
}) {
  const { visit, fulfilment, serving, number, isPaid, may } = props;
  const { t, language } = visit;
  const { place } = fulfilment;
  return (
    <section class="serving-part">
      <div class="serving-head">
        <div>
          <Chip kind={fulfilment.state}>{visit.code('servingState', fulfilment.state)}</Chip>{' '}
          {fulfilment.state === 'with_hq' ? (
            <span class="muted">{t('lastAt', { place: place.name[language] })}</span>
          ) : (
            <a href={`/hq/locations/${place.locationId}`}>{place.name[language]}</a>
          )}
          {number === null ? null : (
            <span class="sub">
              {t('servingPart', { number })} ·{' '}
              {fulfilment.lines.map((line) => `${line.title[language]} × ${line.quantity}`).join(' · ')}
            </span>
          )}
        </div>
        {fulfilment.serials ? (
          <span class="sub">
            {t('servingSerials', { serials: fulfilment.serials.map(({ serial }) => serial).join('、') })}
          </span>
        ) : null}
        {isPaid && may.assign && canArrange(fulfilment) ? (
          <a
            class="button is-small"
            href={`/hq/orders/${fulfilment.orderId}/serving/${fulfilment.id}`}
            data-arrange={fulfilment.id}
          >
            {t('servingOpen')}
          </a>
        ) : null}
        {isPaid && may.refund && number !== null && isCancellable(fulfilment) ? (
          <a
            class="button is-danger is-small"
            href={`/hq/orders/${fulfilment.orderId}/cancel/${fulfilment.id}`}
          >
            {t('cancelPart')}
          </a>
        ) : null}
      </div>
      {serving ? <ServingFacts c={props.c} fulfilment={fulfilment} serving={serving} /> : null}
      {isPaid && may.assign ? <DeliveryOutcome c={props.c} fulfilment={fulfilment} may={may} /> : null}
    </section>
  );
}

/** What may be said of a delivery that is out: that it arrived or did not; of one that failed, what becomes of its goods. */
function DeliveryOutcome({
  c,
  fulfilment,
  may,
}: {
  c: HqContext;
  fulfilment: FulfilmentView;
  may: OrderView['may'];
}) {
  const conditions = broughtBackConditions.filter(
    (condition) => condition !== 'written_off' || may.writeOffAt(fulfilment.place.locationId),
  );
  const visit = c.get('visit');
  const { state, method } = fulfilment;
  const isOut = onTheRoad.some((out) => out === state);
  if (method !== 'delivery' || (!isOut && state !== 'delivery_failed')) return null;
  return (
    <PostForm c={c} layout="actions" action={`/hq/orders/${fulfilment.orderId}/delivery/${fulfilment.id}`}>
      <label class="field">
        <span>{visit.t(isOut ? 'deliveryWhy' : 'deliveryGoods')}</span>
        <select name={isOut ? 'reason' : 'condition'}>
          {isOut
            ? deliveryFailures.map((reason) => (
                <option value={reason}>{visit.code('deliveryFailure', reason)}</option>
              ))
            : conditions.map((condition) => (
                <option value={condition}>{visit.code('broughtBack', condition)}</option>
              ))}
        </select>
      </label>
      {(isOut ? (['delivered', 'failed'] as const) : (['back', 'again'] as const)).map((act) => (
        <button class="button is-plain is-small" type="submit" name="act" value={act}>
          {visit.code('deliveryAct', act)}
        </button>
      ))}
    </PostForm>
  );
}

export function ServingFacts({
  c,
  fulfilment,
  serving,
  more = [],
}: {
  c: HqContext;
  fulfilment: FulfilmentView;
  serving: Serving;
  more?: readonly (readonly [string, Child])[];
}) {
  const visit = c.get('visit');
  const { t } = visit;
  const wanted = fulfilment.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const held = serving.held.reduce((sum, { quantity }) => sum + quantity, 0);
  const isOver = fulfilment.state === 'fulfilled' || fulfilment.state === 'cancelled';
  const owners = [...new Set(serving.held.map(({ ownerId }) => ownerId))];
  const rows: (readonly [string, Child])[] = [
    // How the last one was asked says nothing where nobody is.
    ...(fulfilment.state === 'with_hq'
      ? []
      : [[t('servingAcceptance'), visit.code('acceptance', serving.acceptance)] as const]),
    ...(serving.offerUntilMs === null
      ? []
      : [[t('servingUntil'), <Time atMs={serving.offerUntilMs} />] as const]),
    ...(fulfilment.expected
      ? [
          [
            t('servingExpected'),
            <>
              <Time atMs={fulfilment.expected.fromMs} /> – <Time atMs={fulfilment.expected.byMs} />
            </>,
          ] as const,
        ]
      : []),
    ...(serving.serviceFeeFen > 0 ? [[t('servingFee'), <Money fen={serving.serviceFeeFen} />] as const] : []),
    ...(isOver
      ? []
      : [
          [
            t('servingHeld'),
            <>
              {t('servingHeldOf', { held, wanted })}
              {held < wanted ? (
                <span class="sub is-alarm">{t('servingMissing', { count: wanted - held })}</span>
              ) : null}
            </>,
          ] as const,
        ]),
    ...(owners.length === 0 ? [] : [[t('servingOwners'), <Owners c={c} ids={owners} />] as const]),
    ...failureFacts(visit, serving.failure, fulfilment.state),
    ...more,
  ];
  return <Facts rows={rows} />;
}

/** Why the last delivery failed, and what became of its goods: HQ decides by it what comes next. */
function failureFacts(
  visit: Visit,
  failure: FailedDeliveryView | null,
  state: FulfilmentView['state'],
): (readonly [string, Child])[] {
  if (!failure) return [];
  const { t, language } = visit;
  const { reason, atMs, note, goods } = failure;
  return [
    [
      t('deliveryFailed'),
      <>
        {visit.code('deliveryFailure', reason)}
        <span class="sub">
          <Time atMs={atMs} />
        </span>
        {note ? <span class="sub quote">{note}</span> : null}
      </>,
    ],
    ...(goods
      ? [
          [
            t('deliveryGoods'),
            <>
              {visit.code('broughtBack', goods.condition)}
              <span class="sub">
                {goods.name[language]} · <Time atMs={goods.atMs} />
              </span>
            </>,
          ] as const,
        ]
      : state === 'delivery_failed'
        ? [[t('deliveryGoods'), t('deliveryGoodsOut')] as const]
        : []),
  ];
}

/** Every time it changed hands, or was to: who did not take it, why, and where it went; with all that was looked at then. */
export function AttemptsCard({ visit, hqOrder }: OrderView) {
  const { t, language } = visit;
  const { attempts, order } = hqOrder;
  if (attempts.length === 0) return null;
  return (
    <Card id="attempts" title={t('attempts')} lead={t('attemptsLead')} flush>
      {attempts.map((attempt) => (
        <section class="attempt">
          <Facts
            rows={[
              [
                t('columnFrom'),
                <a href={`/hq/locations/${attempt.from.locationId}`}>{attempt.from.name[language]}</a>,
              ],
              [t('columnTime'), <Time atMs={attempt.atMs} />],
              [
                t('columnReason'),
                <>
                  {visit.code('refusal', attempt.reason)}
                  {attempt.note ? <span class="sub quote">{attempt.note}</span> : null}
                </>,
              ],
              ...(attempt.priceGapFen === null
                ? []
                : [[t('columnGap'), <Money fen={attempt.priceGapFen} />] as const]),
              [
                t('columnTo'),
                attempt.to ? (
                  <a href={`/hq/locations/${attempt.to.locationId}`}>{attempt.to.name[language]}</a>
                ) : (
                  t(order.method === 'pickup' ? 'attemptToShopper' : 'attemptToHq')
                ),
              ],
            ]}
          />
          {attempt.trail.length === 0 ? null : (
            <details class="more-candidates">
              <summary>{t('attemptTrail', { count: attempt.trail.length })}</summary>
              <TrailTable
                visit={visit}
                hqOrder={hqOrder}
                steps={attempt.trail.map((step, index) => ({ ...step, place: index + 1 }))}
                chosenKind="passed"
              />
            </details>
          )}
        </section>
      ))}
    </Card>
  );
}
