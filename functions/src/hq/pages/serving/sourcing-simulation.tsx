/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import {
  maxSimulatedOrders,
  type SimulatedSide,
  type Simulation,
} from '@jindian/shared/contract/serving/sourcing';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Figure, Live, Notice, Row, Table } from '../../ui/parts.tsx';
import type { HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage } from '../errors.tsx';
import type { SourcingHqDeps } from './sourcing.tsx';

const refreshSeconds = 2;

/** What a draft would have made of past orders, beside the policy in force; it fills while it runs. */
export function sourcingSimulationPages(hq: Hono<HqEnvironment>, deps: SourcingHqDeps): void {
  hq.get('/sourcing/simulations/:simulationId', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const id = ulidSchema.safeParse(c.req.param('simulationId')).data;
    const found = id ? await deps.simulations.view(id) : null;
    if (!found?.ok) return notFoundPage(c);
    const simulation = found.value;
    const content = <Result visit={visit} simulation={simulation} />;
    return page(
      c,
      {
        title: t('simulationTitle'),
        place: 'sourcing',
        backTo: { href: '/hq/sourcing/draft', text: t('draftTitle') },
      },
      <>
        <p class="page-lead">{t('simulationLead', { from: simulation.fromDay, to: simulation.toDay })}</p>
        {simulation.state === 'running' ? (
          <Live visit={visit} id="simulation" seconds={refreshSeconds}>
            {content}
          </Live>
        ) : (
          <div id="simulation">{content}</div>
        )}
        <p class="hint">{t('simulationStock')}</p>
      </>,
    );
  });
}

function Result({ visit, simulation }: { visit: Visit; simulation: Simulation }) {
  const { t, language } = visit;
  const { state, orders, days, daysTotal, inForce, draft, changes } = simulation;
  return (
    <>
      <Notice kind="good">
        {state === 'running'
          ? t('simulationRunning', { days, total: daysTotal, orders })
          : t('simulationDone', { orders })}
        {simulation.cut ? ` ${t('simulationCut', { max: maxSimulatedOrders })}` : ''}
      </Notice>
      {orders === 0 && state === 'done' ? (
        <Empty text={t('simulationNoOrders')} />
      ) : (
        <>
          <dl class="figures is-three">
            <Figure label={t('simulationChanged')} value={`${simulation.changedOrders} / ${orders}`} />
            <Figure
              label={t('simulationMean')}
              value={kilometers(draft.meanMeters)}
              hint={`${t('simulationNow')} ${kilometers(inForce.meanMeters)}`}
            />
            <Figure
              label={t('simulationUnserved')}
              value={draft.unserved}
              hint={`${t('simulationNow')} ${inForce.unserved}`}
            />
          </dl>
          <CompareCard visit={visit} simulation={simulation} />
          <Card id="changes" title={t('simulationChanges')} lead={t('simulationChangesLead')} flush>
            {changes.length === 0 ? (
              <Empty text={t('simulationNoChanges')} />
            ) : (
              <Table caption={t('simulationChanges')} columns={changeColumns(visit)}>
                {changes.map(({ locationId, name, before, after }) => (
                  <Row
                    columns={changeColumns(visit)}
                    cells={[
                      <a href={`/hq/locations/${locationId}`}>{name[language]}</a>,
                      before,
                      after,
                      signed(after - before),
                    ]}
                  />
                ))}
              </Table>
            )}
          </Card>
        </>
      )}
    </>
  );
}

function changeColumns({ t }: Visit): Column[] {
  return [
    { label: t('simulationPlace'), kind: 'main' },
    { label: t('simulationNow'), kind: 'number' },
    { label: t('simulationDraft'), kind: 'number' },
    { label: t('simulationDifference'), kind: 'number' },
  ];
}

const measures: readonly (readonly [Word, keyof SimulatedSide, 'count' | 'meters' | 'fen'])[] = [
  ['simulationServed', 'served', 'count'],
  ['simulationUnserved', 'unserved', 'count'],
  ['simulationSplit', 'split', 'count'],
  ['simulationFulfilments', 'fulfilments', 'count'],
  ['simulationOffered', 'offered', 'count'],
  ['simulationGrabbed', 'grabbed', 'count'],
  ['simulationRefusals', 'expectedRefusals', 'count'],
  ['simulationMean', 'meanMeters', 'meters'],
  ['simulationP50', 'p50Meters', 'meters'],
  ['simulationP90', 'p90Meters', 'meters'],
  ['simulationP99', 'p99Meters', 'meters'],
  ['simulationCost', 'deliveryCostFen', 'fen'],
  ['simulationFees', 'serviceFeesFen', 'fen'],
];

function CompareCard({ visit, simulation: { inForce, draft } }: { visit: Visit; simulation: Simulation }) {
  const { t } = visit;
  const columns: Column[] = [
    { label: t('simulationMeasure'), kind: 'main' },
    { label: t('simulationNow'), kind: 'number' },
    { label: t('simulationDraft'), kind: 'number' },
    { label: t('simulationDifference'), kind: 'number' },
  ];
  return (
    <Card id="compare" title={t('simulationCompare')} flush>
      <Table caption={t('simulationCompare')} columns={columns}>
        {measures.map(([word, key, unit]) => {
          const [before, after] = [inForce[key], draft[key]];
          const text = (value: number | null) =>
            unit === 'meters' ? kilometers(value) : unit === 'fen' ? money(value) : String(value);
          const by = before === null || after === null ? null : after - before;
          return (
            <Row
              columns={columns}
              cells={[t(word), text(before), text(after), by === null ? '–' : difference(by, unit)]}
            />
          );
        })}
      </Table>
    </Card>
  );
}

function kilometers(meters: number | null): string {
  return meters === null ? '–' : `${(meters / 1000).toFixed(1)} km`;
}

function money(fen: number | null): string {
  return fen === null ? '–' : formatYuan(fen);
}

function signed(by: number): string {
  return by > 0 ? `+${by}` : `−${-by}`;
}

function difference(by: number, unit: 'count' | 'meters' | 'fen'): string {
  if (by === 0) return '0';
  const sign = by > 0 ? '+' : '−';
  const size = Math.abs(by);
  if (unit === 'meters') return `${sign}${(size / 1000).toFixed(1)} km`;
  return unit === 'fen' ? `${sign}${formatYuan(size)}` : `${sign}${Number(size.toFixed(1))}`;
}
