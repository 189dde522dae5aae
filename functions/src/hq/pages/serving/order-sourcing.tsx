/** @jsxImportSource hono/jsx */
import { formatDistance, type PointGcj02 } from '@jindian/shared/geo';
import { roughPoint } from '@jindian/shared/mask';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { mapOutline } from '../../../places/network/snapshot-outline.ts';
import { Card, Chip, type Column, Row, Table } from '../../ui/parts.tsx';
import { type Frame, frameAround, pathOf } from '../../ui/small-map.ts';
import type { OrderView } from './order-view.ts';

const maxOutlinePoints = 1_500;
const maxPlacesDrawn = 12;
/** A chain of rules may look at a hundred places: the rest is folded away, but for those that were chosen. */
const maxStepsShown = 12;

/** Who serves and why: each place that was looked at, in order, with the reason in words and on a small map. */
export function SourcingCard({
  visit,
  hqOrder,
  record,
  snapshot,
  may,
}: OrderView & { snapshot: NetworkSnapshot }) {
  const { t, language } = visit;
  const { trail, gridId, order } = hqOrder;
  const grid = gridId === null ? undefined : snapshot.grid(gridId);
  const steps = trail.map((step, index) => ({ ...step, place: index + 1 }));
  const isShown = ({ chosen, place }: Step) => chosen || place <= maxStepsShown;
  const folded = steps.filter((step) => !isShown(step));
  const lead =
    order.method === 'pickup'
      ? t('whyHerePickup')
      : grid
        ? t('whyHereLead', { grid: grid.name[language] })
        : t('whyHereNoGrid');
  // Decided when it was placed: of whoever has left it since it says no more than that.
  const chosenKind = hqOrder.attempts.length === 0 ? 'chosen' : 'passed';
  return (
    <Card id="sourcing" title={t(chosenKind === 'chosen' ? 'whyHere' : 'whyFirst')} lead={lead} flush>
      <TrailTable visit={visit} hqOrder={hqOrder} steps={steps.filter(isShown)} chosenKind={chosenKind} />
      {order.address && !may.readInFull ? <p class="table-foot hint">{t('roughDistances')}</p> : null}
      {folded.length === 0 ? null : (
        <details class="more-candidates">
          <summary>{t('trailMore', { count: folded.length })}</summary>
          <TrailTable visit={visit} hqOrder={hqOrder} steps={folded} chosenKind={chosenKind} />
        </details>
      )}
      <TrailMap visit={visit} hqOrder={hqOrder} record={record} snapshot={snapshot} />
    </Card>
  );
}

type Step = OrderView['hqOrder']['trail'][number] & { place: number };

/** `chosenKind`: whether who was chosen there has it now; what was decided once and went on is no state. */
export function TrailTable(
  props: Pick<OrderView, 'visit' | 'hqOrder'> & { steps: readonly Step[]; chosenKind: 'chosen' | 'passed' },
) {
  const { visit, hqOrder, steps, chosenKind } = props;
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnStep') },
    { label: t('columnPlace'), kind: 'main' },
    { label: t('columnDistance'), kind: 'number' },
    { label: t('columnDecision') },
  ];
  return (
    <Table caption={t('whyHere')} columns={columns} kind="trail">
      {steps.map((step) => (
        <Row
          columns={columns}
          mark={step.chosen && chosenKind === 'chosen' ? 'is-chosen' : undefined}
          cells={[
            step.place,
            <>
              <a href={`/hq/locations/${step.locationId}`}>{step.name[language]}</a>
              <span class="sub">{step.locationId}</span>
            </>,
            step.distanceMeters === null || hqOrder.order.method === 'pickup'
              ? '—'
              : formatDistance(step.distanceMeters, language),
            <>
              <Chip kind={step.chosen ? chosenKind : 'passed'}>
                {t(step.chosen ? (chosenKind === 'chosen' ? 'chosen' : 'chosenThen') : 'passedOver')}
              </Chip>{' '}
              <span class="reason">{visit.code('reason', step.reason)}</span>
            </>,
          ]}
        />
      ))}
    </Table>
  );
}

type Spot = PointGcj02 & { kind: 'address' | 'chosen' | 'passed' | 'refused'; name: string };

function spotsOf(
  { visit, hqOrder, record }: Omit<OrderView, 'may' | 'isWarehouse'>,
  snapshot: NetworkSnapshot,
): Spot[] {
  const { address } = record.detail;
  // Where nobody serves, the place that had it last is one of those that did not take it.
  const served = hqOrder.order.fulfilments.filter(({ state }) => state !== 'with_hq');
  const chosen = served.map(
    ({ place }): Spot => ({
      latGcj02: place.latGcj02,
      lngGcj02: place.lngGcj02,
      kind: 'chosen',
      name: place.name[visit.language],
    }),
  );
  // Candidates far beyond the one that serves would make the rest too small to see.
  const chosenDistance = hqOrder.trail.find((step) => step.chosen)?.distanceMeters ?? 0;
  const passed = hqOrder.trail
    .filter((step) => !step.chosen && (step.distanceMeters ?? 0) <= Math.max(10_000, chosenDistance * 1.5))
    .slice(0, maxPlacesDrawn)
    .flatMap(({ locationId, name: placeName }): Spot[] => {
      const there = snapshot.location(locationId);
      if (!there) return [];
      const { latGcj02, lngGcj02 } = there;
      return [{ latGcj02, lngGcj02, kind: 'passed', name: placeName[visit.language] }];
    });
  const point: Spot[] = address
    ? [
        {
          ...roughPoint(address),
          kind: 'address',
          name: visit.t('legendAddress'),
        },
      ]
    : [];
  // Who was asked and did not take it, whatever was looked at when the order was placed.
  const serving = new Set(served.map(({ place }) => place.locationId));
  const refusedIds = new Set(hqOrder.attempts.map(({ from }) => from.locationId));
  const refused = [...refusedIds].slice(0, maxPlacesDrawn).flatMap((locationId): Spot[] => {
    const there = serving.has(locationId) ? undefined : snapshot.location(locationId);
    if (!there) return [];
    const { latGcj02, lngGcj02, name } = there;
    return [{ latGcj02, lngGcj02, kind: 'refused', name: name[visit.language] }];
  });
  return [...passed, ...refused, ...chosen, ...point];
}

/** Where all this lies: the grid, its neighbours, the places and the address. Drawn on the server as one SVG. */
function TrailMap(props: Omit<OrderView, 'may' | 'isWarehouse'> & { snapshot: NetworkSnapshot }) {
  const { visit, hqOrder, record, snapshot } = props;
  const { t } = visit;
  const spots = spotsOf({ visit, hqOrder, record }, snapshot);
  const frame = frameAround(spots, { width: 720, height: 300 });
  const outlines = mapOutline(snapshot, { bboxGcj02: frame.bboxGcj02, maxPoints: maxOutlinePoints });
  const address = spots.find(({ kind }) => kind === 'address');
  const chosen = spots.filter(({ kind }) => kind === 'chosen');
  return (
    <figure class="trail-map">
      <svg viewBox={`0 0 ${frame.width} ${frame.height}`} role="img" aria-label={t('trailMapLabel')}>
        {outlines.map(({ gridId, polygons }) => (
          <path
            class={gridId === hqOrder.gridId ? 'grid is-own' : 'grid'}
            d={polygons
              .flat()
              .map((ring) => pathOf(frame, ring))
              .join('')}
          />
        ))}
        {address ? chosen.map((place) => <Route frame={frame} from={place} to={address} />) : null}
        {spots.map((spot) => {
          const [x, y] = frame.at(spot);
          return (
            <>
              <circle class={`spot is-${spot.kind}`} cx={x} cy={y} r={spot.kind === 'passed' ? 5 : 7}>
                <title>{spot.name}</title>
              </circle>
              {spot.kind === 'passed' || spot.kind === 'address' ? null : (
                <text
                  class="spot-name"
                  x={x > frame.width / 2 ? x - 11 : x + 11}
                  y={y + 4}
                  text-anchor={x > frame.width / 2 ? 'end' : 'start'}
                >
                  {spot.name}
                </text>
              )}
            </>
          );
        })}
      </svg>
      <figcaption class="map-key">
        {address ? <span class="key is-address">{t('legendAddress')}</span> : null}
        {chosen.length > 0 ? <span class="key is-chosen">{t('legendChosen')}</span> : null}
        {spots.some(({ kind }) => kind === 'passed') ? (
          <span class="key is-passed">{t('legendPassed')}</span>
        ) : null}
        {spots.some(({ kind }) => kind === 'refused') ? (
          <span class="key is-refused">{t('legendRefused')}</span>
        ) : null}
        {hqOrder.gridId === null ? null : <span class="key is-grid">{t('legendGrid')}</span>}
      </figcaption>
    </figure>
  );
}

function Route({ frame, from, to }: { frame: Frame; from: PointGcj02; to: PointGcj02 }) {
  const [x1, y1] = frame.at(from);
  const [x2, y2] = frame.at(to);
  return <line class="route" x1={x1} y1={y1} x2={x2} y2={y2} />;
}
