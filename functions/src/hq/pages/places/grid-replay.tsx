/** @jsxImportSource hono/jsx */
import type { GridReplay } from '@jindian/shared/contract/places/grids';
import { SeenForm } from '../../policies/parts.tsx';
import { Card, type Column, Facts, Live, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, Visit } from '../../visit.ts';

const refreshSeconds = 2;

/** Past deliveries under the draft: how to start it, how far it is, what came out. Publishing comes after it. */
export function ReplayCard({
  c,
  base,
  revision,
  replay,
}: {
  c: HqContext;
  base: string;
  revision: number;
  replay: GridReplay | null;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card id="replay" title={t('replayTitle')} lead={t('replayLead')}>
      {replay === null || replay.state === 'outdated' ? (
        <SeenForm c={c} action={`${base}/replay`} revision={revision}>
          <button class="button is-plain" type="submit">
            {t('replayStart')}
          </button>
        </SeenForm>
      ) : replay.state === 'running' ? (
        <Live visit={visit} id="replay-state" seconds={refreshSeconds}>
          <Progress visit={visit} base={base} replay={replay} />
        </Live>
      ) : (
        <div id="replay-state">
          <Outcome visit={visit} replay={replay} />
        </div>
      )}
    </Card>
  );
}

function Progress({ visit, base, replay }: { visit: Visit; base: string; replay: GridReplay }) {
  const { t } = visit;
  return (
    <>
      <p>{t('replayRunning', { orders: replay.orders, days: replay.days, all: replay.daysTotal })}</p>
      <progress value={replay.days} max={replay.daysTotal} />
      <a class="button is-plain is-small" href={base}>
        {t('replayShow')}
      </a>
    </>
  );
}

function Outcome({ visit, replay }: { visit: Visit; replay: GridReplay }) {
  const { t, language } = visit;
  const { before, after } = replay;
  const kilometers = (meters: number | null) => (meters === null ? '–' : `${(meters / 1000).toFixed(1)} km`);
  const columns: Column[] = [
    { label: t('simulationMeasure'), kind: 'main' },
    { label: t('simulationNow'), kind: 'number' },
    { label: t('simulationDraft'), kind: 'number' },
  ];
  const moveColumns: Column[] = [
    { label: t('replayFrom'), kind: 'main' },
    { label: t('replayTo') },
    { label: t('replayOrders'), kind: 'number' },
  ];
  return (
    <>
      <Facts
        rows={[
          [t('replayOrders'), `${replay.orders}${replay.cut ? ` (${t('replayCut')})` : ''}`],
          [t('replayMoved'), String(replay.moved)],
        ]}
      />
      {replay.orders === 0 ? null : (
        <Table caption={t('replayTitle')} columns={columns}>
          <Row columns={columns} cells={[t('replayServed'), String(before.served), String(after.served)]} />
          <Row
            columns={columns}
            cells={[t('replayRefused'), String(before.refused), String(after.refused)]}
          />
          <Row
            columns={columns}
            cells={[t('replayWithout'), String(before.withoutGrid), String(after.withoutGrid)]}
          />
          <Row
            columns={columns}
            cells={[t('replayDistance'), kilometers(before.meanMeters), kilometers(after.meanMeters)]}
          />
        </Table>
      )}
      {replay.moves.length === 0 ? null : (
        <Table caption={t('replayMoved')} columns={moveColumns}>
          {replay.moves.map(({ from, to, orders }) => (
            <Row
              columns={moveColumns}
              cells={[
                from?.[language] ?? t('replayNobody'),
                to?.[language] ?? t('replayNobody'),
                String(orders),
              ]}
            />
          ))}
        </Table>
      )}
    </>
  );
}
