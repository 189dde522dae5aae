/** @jsxImportSource hono/jsx */
import type { FulfilmentView } from '@jindian/shared/contract/serving/order';
import { Chip, Time } from '../../ui/parts.tsx';
import { ownReasons } from './order-timeline.tsx';
import type { OrderView } from './order-view.ts';

/** What happened to each part, in its order, and at the end who has it now: what the page begins with. */
export function OrderStory({ visit, hqOrder }: OrderView) {
  const { order } = hqOrder;
  const isSplit = order.fulfilments.length > 1;
  return (
    <div class="story">
      {order.fulfilments.map((part, index) => (
        <section>
          {isSplit ? <h2 class="story-part">{visit.t('servingPart', { number: index + 1 })}</h2> : null}
          <ol>
            <Before visit={visit} hqOrder={hqOrder} part={part} />
            <Now visit={visit} hqOrder={hqOrder} part={part} />
          </ol>
        </section>
      ))}
    </div>
  );
}

type Told = Pick<OrderView, 'visit' | 'hqOrder'> & { part: FulfilmentView };

function Before({ visit, hqOrder, part }: Told) {
  return (
    <>
      {hqOrder.attempts
        .filter(({ fulfilmentId }) => fulfilmentId === part.id)
        .map(({ from, reason, note, atMs }) => (
          <li>
            <a href={`/hq/locations/${from.locationId}`}>{from.name[visit.language]}</a>{' '}
            <span class="muted">
              {ownReasons.has(reason)
                ? visit.t('storyRefused', { reason: visit.code('refusal', reason) })
                : visit.code('refusal', reason)}{' '}
              · <Time atMs={atMs} />
            </span>
            {note ? <span class="sub quote">{note}</span> : null}
          </li>
        ))}
    </>
  );
}

/** Where nobody serves, the place that had it last has it no more: it is HQ's. */
function Now({ visit, hqOrder, part }: Told) {
  const { t, language } = visit;
  const offerUntilMs = hqOrder.serving.find(({ fulfilmentId }) => fulfilmentId === part.id)?.offerUntilMs;
  const sinceMs = part.history.at(-1)?.atMs;
  const { place, state } = part;
  return (
    <li class="is-now" aria-current="step">
      <strong>
        {state === 'with_hq' ? (
          t('storyWithHq')
        ) : state === 'cancelled' ? (
          t('storyNobody')
        ) : (
          <a href={`/hq/locations/${place.locationId}`}>{place.name[language]}</a>
        )}
      </strong>{' '}
      <Chip kind={state}>{visit.code('servingState', state)}</Chip>
      <span class="sub">
        {sinceMs === undefined ? null : (
          <>
            {t('storySince')} <Time atMs={sinceMs} />
          </>
        )}
        {offerUntilMs ? (
          <>
            {' · '}
            {t('servingUntil')} <Time atMs={offerUntilMs} />
          </>
        ) : null}
      </span>
    </li>
  );
}
