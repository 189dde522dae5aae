/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  frequencyOrders,
  type RfmFigures,
  type RfmGroup,
  recencyDays,
  rfmGrid,
  type Score,
} from '@jindian/shared/contract/selling/segments';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Figure, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, type Visit } from '../../visit.ts';
import { conditionsText, namesInSegments } from './segment-text.ts';

const path = '/hq/segments';
const lookAgainSeconds = 2;

/** Of `of`, in percent; nothing of nothing. */
export function shareText(count: number, of: number): string {
  return of === 0 ? '–' : `${((count / of) * 100).toFixed(count === of ? 0 : 1)}%`;
}

/** While facts are being gathered the page looks again by itself, also without a script. */
export function lookAgain(c: HqContext, factsAtMs: number | null | undefined): void {
  if (factsAtMs === null) c.header('refresh', String(lookAgainSeconds));
}

/** How old what is counted is; or that it is being gathered. */
export function FactsAge({ c, factsAtMs }: { c: HqContext; factsAtMs: number | null }) {
  const { t } = c.get('visit');
  if (factsAtMs === null) return <Notice kind="good">{t('segmentsGathering')}</Notice>;
  return (
    <div class="segment-facts hint">
      <Time
        atMs={factsAtMs}
        text={t('segmentsFactsAt', {
          time: new Date(factsAtMs + 28_800_000).toISOString().slice(0, 16).replace('T', ' '),
        })}
      />
      {mayAct(c, `${path}/facts`) ? (
        <PostForm c={c} action={`${path}/facts`} layout="inline-form">
          <button class="button is-small is-plain" type="submit">
            {t('segmentsGather')}
          </button>
        </PostForm>
      ) : null}
    </div>
  );
}

/** All members in their groups, and the segments that were kept with how many are in each. */
export function segmentListPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'segments' | 'categoryNames' | 'tiersPolicy' | 'network' | 'ids'>,
  forms: FormRegistry,
): void {
  const { segments } = deps;

  hq.get('/segments', async (c) => {
    const visit = c.get('visit');
    const { t, language } = visit;
    const [rfm, all, names] = await Promise.all([segments.rfm(), segments.all(), namesInSegments(deps)]);
    const counted =
      rfm.factsAtMs === null ? null : await segments.countAll(all.map(({ conditions }) => conditions));
    lookAgain(c, rfm.factsAtMs);
    const columns: Column[] = [
      { label: t('segmentName'), kind: 'main' },
      { label: t('segmentWho') },
      { label: t('segmentCount'), kind: 'number' },
      { label: t('segmentShare'), kind: 'number' },
    ];
    const mayMake = mayAct(c, `${path}/new`);
    const make = { href: `${path}/${deps.ids.next()}`, text: t('segmentNew') };
    return page(
      c,
      { title: t('segmentsTitle'), place: 'segments' },
      <>
        <p class="page-lead">{t('segmentsLead')}</p>
        <FactsAge c={c} factsAtMs={rfm.factsAtMs} />
        <Card
          id="kept"
          title={t('segmentsKept')}
          tools={
            mayMake && all.length > 0 ? (
              <a class="button is-small" href={make.href}>
                {make.text}
              </a>
            ) : null
          }
          flush
        >
          {all.length === 0 ? (
            <Empty text={t('segmentsNone')} {...(mayMake ? { action: make } : {})} />
          ) : (
            <Table caption={t('segmentsKept')} columns={columns}>
              {all.map(({ id, name, conditions }, at) => (
                <Row
                  columns={columns}
                  rowKey={id}
                  whole
                  cells={[
                    <a href={`${path}/${id}`}>{name[language]}</a>,
                    conditionsText(visit, names, conditions),
                    counted?.counts[at] ?? '–',
                    counted ? shareText(counted.counts[at] ?? 0, counted.of) : '–',
                  ]}
                />
              ))}
            </Table>
          )}
        </Card>
        {rfm.factsAtMs === null ? null : <RfmCards c={c} rfm={rfm} newPath={make.href} />}
      </>,
    );
  });

  forms.on('/segments/facts', { endpoint: endpoints.hqGatherMemberFacts, next: () => path });
}

const tones: Record<RfmGroup, string> = {
  champions: 'is-strong',
  loyal: 'is-strong',
  active: 'is-growing',
  new: 'is-growing',
  promising: 'is-growing',
  needs_attention: 'is-cooling',
  at_risk: 'is-leaving',
  almost_lost: 'is-leaving',
  previously_loyal: 'is-quiet',
  dormant: 'is-quiet',
  prospects: 'is-quiet',
};
const scores = [1, 2, 3, 4, 5] as const satisfies readonly Score[];

function RfmCards({ c, rfm, newPath }: { c: HqContext; rfm: RfmFigures; newPath: string }) {
  const visit = c.get('visit');
  const { t } = visit;
  const mayMake = mayAct(c, newPath);
  const buyers = rfm.groups.reduce(
    (sum, { group, members }) => sum + (group === 'prospects' ? 0 : members),
    0,
  );
  const columns: Column[] = [
    { label: t('rfmGroup'), kind: 'main' },
    { label: t('segmentCount'), kind: 'number' },
    { label: t('segmentShare') },
    { label: t('rfmOrders'), kind: 'number' },
    { label: t('rfmSpent'), kind: 'number' },
    { label: t('rfmEach'), kind: 'number' },
  ];
  const named = (group: RfmGroup) =>
    mayMake ? (
      <a href={`${newPath}?group=${group}`}>{visit.code('rfmGroup', group)}</a>
    ) : (
      visit.code('rfmGroup', group)
    );
  return (
    <>
      <dl class="figures">
        <Figure label={t('segmentsMembers')} value={rfm.of} />
        <Figure label={t('segmentsBuyers')} value={buyers} hint={shareText(buyers, rfm.of)} />
      </dl>
      <Card id="rfm" title={t('rfmTitle')} lead={t('rfmLead')} flush>
        <Table caption={t('rfmTitle')} columns={columns}>
          {rfm.groups.map(({ group, members, orders, spentFen }) => (
            <Row
              columns={columns}
              cells={[
                named(group),
                members,
                <>
                  <meter
                    max={Math.max(1, rfm.of)}
                    value={members}
                    aria-label={visit.code('rfmGroup', group)}
                  />{' '}
                  {shareText(members, rfm.of)}
                </>,
                orders,
                <Money fen={spentFen} />,
                members === 0 ? '–' : <Money fen={Math.round(spentFen / members)} />,
              ]}
            />
          ))}
        </Table>
      </Card>
      <Card id="grid" title={t('rfmGridTitle')}>
        <RfmGrid visit={visit} rfm={rfm} />
      </Card>
    </>
  );
}

/** How lately from above to below, how often from left to right. */
function RfmGrid({ visit, rfm }: { visit: Visit; rfm: RfmFigures }) {
  const { t } = visit;
  const recencyText = (score: Score) =>
    score === 1 ? t('rfmOlder') : t('rfmWithin', { days: recencyDays[5 - score] as number });
  const frequencyText = (score: Score) =>
    score === 1 ? t('rfmOnce') : t('rfmLeast', { orders: frequencyOrders[5 - score] as number });
  const countOf = (recency: Score, frequency: Score) =>
    rfm.cells.find((cell) => cell.recency === recency && cell.frequency === frequency)?.members ?? 0;
  return (
    <table class="rfm">
      <caption class="unseen">{t('rfmGridTitle')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('rfmBoth')}</th>
          {scores.map((frequency) => (
            <th scope="col">{frequencyText(frequency)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {scores.toReversed().map((recency) => (
          <tr>
            <th scope="row">{recencyText(recency)}</th>
            {scores.map((frequency) => {
              const group = rfmGrid[recency][frequency - 1] as RfmGroup;
              return (
                <td class={tones[group]}>
                  <strong>{countOf(recency, frequency)}</strong>
                  {visit.code('rfmGroup', group)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
