/** @jsxImportSource hono/jsx */
import type { HqOrder, ServingCandidate } from '@jindian/shared/contract/hq';
import type { FulfilmentView } from '@jindian/shared/contract/serving/order';
import { formatDistance } from '@jindian/shared/geo';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { areaText } from '../places/place-list.ts';
import { canArrange, ServingFacts, slotWords } from './order-serving.tsx';

export type Arranging = {
  hqOrder: HqOrder;
  fulfilmentId: string;
  candidates: readonly ServingCandidate[];
  /** The form as it was sent, when it is shown again with what is wrong. */
  fault: FormFault | null;
};

/** Who is to serve, by hand: places around with what they have, to assign it to or to call goods from. */
export function arrangePage(c: HqContext, arranging: Arranging) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const { hqOrder, fulfilmentId, fault } = arranging;
  const { order } = hqOrder;
  const fulfilment = order.fulfilments.find(({ id }) => id === fulfilmentId) as FulfilmentView;
  const serving = hqOrder.serving.find((one) => one.fulfilmentId === fulfilmentId);
  const refusals = hqOrder.attempts.filter((attempt) => attempt.fulfilmentId === fulfilmentId).length;
  const isOpen = order.state === 'paid' && canArrange(fulfilment);
  return page(
    c,
    {
      title: t('arrangeTitle'),
      place: 'queue',
      backTo: { href: `/hq/orders/${order.id}`, text: t('orderTitle', { number: order.number }) },
      status: fault?.status ?? 200,
    },
    <>
      {fault ? <Notice kind="bad">{fault.text}</Notice> : null}
      <Card
        id="arrange-now"
        title={t('arrangeNow')}
        tools={<Chip kind={fulfilment.state}>{visit.code('servingState', fulfilment.state)}</Chip>}
      >
        {serving ? (
          <ServingFacts
            c={c}
            fulfilment={fulfilment}
            serving={serving}
            more={[
              [t('arrangeAt'), fulfilment.place.name[language]],
              ...(order.address && fulfilment.method === 'delivery'
                ? [[t('deliverTo'), areaText(order.address)] as const]
                : []),
              ...(order.slotId ? [[t('servingSlot'), slotWords(order.slotId)] as const] : []),
              [t('arrangeRefusals'), String(refusals)],
              [
                t('arrangeWanted'),
                fulfilment.lines.map((line) => (
                  <span class="sub is-line">
                    {line.title[language]} · {line.skuName[language]} × {line.quantity}
                  </span>
                )),
              ],
            ]}
          />
        ) : null}
        {isOpen ? null : (
          <p class="lead">{t(fulfilment.method === 'pickup' ? 'pickupFixed' : 'nothingToArrange')}</p>
        )}
      </Card>
      {isOpen ? <Form c={c} arranging={arranging} /> : null}
    </>,
  );
}

function Form({ c, arranging }: { c: HqContext; arranging: Arranging }) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const { hqOrder, fulfilmentId, candidates, fault } = arranging;
  const { order } = hqOrder;
  const fulfilment = order.fulfilments.find(({ id }) => id === fulfilmentId) as FulfilmentView;
  const { state, method, place } = fulfilment;
  const hasSome = ({ available }: ServingCandidate) => available.some((level) => level.available > 0);
  const stocked = candidates.filter(hasSome);
  const others = candidates.filter((candidate) => !hasSome(candidate));
  const table = { visit, fulfilment, chosen: typed(fault, 'locationId', '') };
  const canCall = state === 'with_hq' || state === 'to_pack';
  return (
    <PostForm c={c} layout="arrange" action={`/hq/orders/${order.id}/serving/${fulfilmentId}`}>
      {/* The first button of a form is what the Enter key presses: here it shall press none. */}
      <button type="submit" disabled hidden />
      <Card id="candidates" title={t('candidates')} lead={t('candidatesLead')} flush>
        {candidates.length === 0 ? (
          <Empty text={t('candidatesNone')} />
        ) : (
          <>
            <Candidates {...table} candidates={stocked} />
            {others.length === 0 ? null : (
              <details class="more-candidates" open={stocked.length === 0}>
                <summary>{t('candidatesEmpty', { count: others.length })}</summary>
                <Candidates {...table} candidates={others} />
              </details>
            )}
          </>
        )}
      </Card>
      <div class="column">
        {method === 'delivery' ? (
          <Card id="assign" title={t('assignSubmit')} lead={t('assignHint')}>
            <div class="form">
              <label class="field">
                <span>{t('arrangeNote')}</span>
                <input name="note" autocomplete="off" maxlength={200} value={typed(fault, 'note', '')} />
              </label>
              <button class="button" type="submit" name="act" value="assign">
                {t('assignSubmit')}
              </button>
            </div>
          </Card>
        ) : null}
        {canCall ? (
          <Card id="call-goods" title={t('callTitle')} lead={t('callHint')}>
            <div class="form">
              {method === 'delivery' ? (
                <label class="field">
                  <span>{t('callTo')}</span>
                  <select name="toLocationId">
                    <option value={place.locationId}>{t('callHere', { place: place.name[language] })}</option>
                    {candidates
                      .filter(({ locationId }) => locationId !== place.locationId)
                      .map(({ locationId, name }) => (
                        <option value={locationId} selected={typed(fault, 'toLocationId', '') === locationId}>
                          {name[language]}
                        </option>
                      ))}
                  </select>
                </label>
              ) : null}
              <label class="field">
                <span>{t('callIncentive')}</span>
                <input
                  name="incentive"
                  inputmode="decimal"
                  autocomplete="off"
                  maxlength={12}
                  value={typed(fault, 'incentive', '')}
                />
              </label>
              <button class="button is-plain" type="submit" name="act" value="call-goods">
                {t('callSubmit')}
              </button>
            </div>
          </Card>
        ) : null}
        {state === 'with_hq' ? (
          <Card id="ask-again" title={t('askAgainSubmit')} lead={t('askAgainHint')}>
            <button class="button is-plain" type="submit" name="act" value="ask-again" formnovalidate>
              {t('askAgainSubmit')}
            </button>
          </Card>
        ) : null}
      </div>
    </PostForm>
  );
}

function Candidates(props: {
  visit: Visit;
  candidates: readonly ServingCandidate[];
  fulfilment: FulfilmentView;
  chosen: string;
}) {
  const { visit, candidates, fulfilment, chosen } = props;
  const { t, language } = visit;
  if (candidates.length === 0) return null;
  const columns: Column[] = [
    { label: t('columnPlace'), kind: 'main' },
    { label: t('columnDistance'), kind: 'number' },
    { label: t('columnStock') },
    { label: t('columnState') },
  ];
  return (
    <Table caption={t('candidates')} columns={columns} kind="candidates">
      {candidates.map((candidate) => (
        <Row
          columns={columns}
          rowKey={candidate.locationId}
          cells={[
            <label class="candidate">
              <input
                type="radio"
                name="locationId"
                required
                value={candidate.locationId}
                checked={candidate.locationId === chosen}
              />
              <span>
                {candidate.name[language]}
                <span class="sub">
                  {candidate.locationId} · {visit.code('locationKind', candidate.kind)}
                </span>
              </span>
            </label>,
            formatDistance(candidate.distanceMeters, language),
            <Stock visit={visit} candidate={candidate} fulfilment={fulfilment} />,
            <StockChips visit={visit} candidate={candidate} here={fulfilment.place.locationId} />,
          ]}
        />
      ))}
    </Table>
  );
}

function Stock(props: { visit: Visit; candidate: ServingCandidate; fulfilment: FulfilmentView }) {
  const { visit, candidate, fulfilment } = props;
  const wanted = new Map<string, { quantity: number; name: string }>();
  for (const line of fulfilment.lines) {
    const before = wanted.get(line.skuId)?.quantity ?? 0;
    const name = line.skuName[visit.language];
    wanted.set(line.skuId, { quantity: before + line.quantity, name });
  }
  return (
    <>
      {candidate.available.map(({ skuId, available }) => {
        const want = wanted.get(skuId);
        return (
          <span class={available < (want?.quantity ?? 0) ? 'stock is-short' : 'stock'}>
            {wanted.size > 1 ? `${want?.name ?? skuId} ` : ''}
            {visit.t('stockOf', { available, wanted: want?.quantity ?? 0 })}
          </span>
        );
      })}
    </>
  );
}

function StockChips(props: { visit: Visit; candidate: ServingCandidate; here: string }) {
  const { visit, candidate, here } = props;
  const { t } = visit;
  const some = candidate.available.some(({ available }) => available > 0);
  return (
    <span class="chips">
      {candidate.hasAll ? (
        <Chip kind="chosen">{t('hasAll')}</Chip>
      ) : (
        <Chip kind={some ? 'partly' : 'none'}>{t(some ? 'hasSome' : 'hasNone')}</Chip>
      )}
      {candidate.refusedBefore ? <Chip kind="refused">{t('refusedBefore')}</Chip> : null}
      {candidate.locationId === here ? <Chip kind="here">{t('hereNow')}</Chip> : null}
    </span>
  );
}
