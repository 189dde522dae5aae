/** @jsxImportSource hono/jsx */
import type { GridPlan } from '@jindian/shared/contract/places/grids';
import type { Hono } from 'hono';
import { areasOf } from '../../../places/grids/areas.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFault } from '../../forms/post-form.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  RestoreCard,
  SeenForm,
  versionText,
} from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { BalanceCard, CityGrids, chosenGridCity, type PlanView, planView } from './grid-parts.tsx';

const versionsOnPage = 10;
export const gridsBase = '/hq/grids';

export type GridHqDeps = Pick<HqDeps, 'grids' | 'gridReplays' | 'network' | 'clock'>;

/** A plan with its areas and loads. */
export async function viewOfPlan(
  { grids, network }: Pick<GridHqDeps, 'grids' | 'network'>,
  plan: GridPlan,
): Promise<PlanView> {
  const snapshot = await network.current();
  const map = areasOf(plan, snapshot.shapes);
  return planView(plan, map, snapshot, await grids.loadsOf(map));
}

/** The grids in force city by city, and what was before; an earlier version can be put in force again. */
export function gridPages(hq: Hono<HqEnvironment>, deps: GridHqDeps): void {
  const { grids } = deps;

  hq.get('/grids', (c) => showGrids(c, deps, null));

  hq.get('/grids/versions/:number{[0-9]{1,6}}', async (c) => {
    const visit = c.get('visit');
    const number = Number(c.req.param('number'));
    const [view, found] = await Promise.all([grids.document.view(), grids.document.version(number)]);
    if (!found.ok) return notFoundPage(c);
    const shown = await viewOfPlan(deps, found.value.content);
    const city = chosenGridCity(shown, c.req.query('city'));
    const base = `${gridsBase}/versions/${number}`;
    return page(
      c,
      {
        title: versionText(visit, number),
        place: 'locations',
        backTo: { href: gridsBase, text: visit.t('gridsTitle') },
      },
      <div class="columns">
        <div class="column is-wide">
          {city === null ? (
            <Empty text={visit.t('gridsNone')} />
          ) : (
            <CityGrids visit={visit} view={shown} city={city} action={base} />
          )}
        </div>
        <div class="column is-form-first">
          {reachOn(c, 'grids.publish').whole ? (
            <RestoreCard c={c} view={view} base={gridsBase} number={number} />
          ) : null}
          <BalanceCard visit={visit} balance={shown.balance} />
        </div>
      </div>,
    );
  });
}

/** What is in force, and what became of an act on it. */
export async function showGrids(c: HqContext, deps: GridHqDeps, fault: FormFault | null): Promise<Response> {
  const visit = c.get('visit');
  const { t } = visit;
  const { document, inForce } = deps.grids;
  const before = c.req.query('before');
  const [view, history, plan] = await Promise.all([
    document.view(),
    document.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
    inForce(),
  ]);
  if (!history.ok) return problemPage(c, history.code, history.params);
  const shown = await viewOfPlan(deps, plan);
  const city = chosenGridCity(shown, c.req.query('city'));
  const areas = plan.grids.reduce((sum, grid) => sum + grid.areas.length, 0);
  const mayEdit = reachOn(c, 'grids.edit').whole;
  return page(
    c,
    {
      title: t('gridsTitle'),
      place: 'locations',
      backTo: { href: '/hq/locations', text: t('locationsTitle') },
      status: fault?.status ?? 200,
      ...(mayEdit
        ? {
            tools: view.draft ? (
              <a class="button" href={`${gridsBase}/draft`}>
                {t('gridsOpenDraft')}
              </a>
            ) : (
              <SeenForm c={c} layout="" action={`${gridsBase}/draft/start`} revision={view.revision}>
                <button class="button" type="submit">
                  {t('gridsStart')}
                </button>
              </SeenForm>
            ),
          }
        : {}),
    },
    <>
      <PolicyNotices c={c} view={{ ...view, draft: null }} fault={fault} />
      <p class="page-lead">{t('gridsLead', { grids: plan.grids.length, areas })}</p>
      <div class="columns">
        <div class="column is-wide">
          {city === null ? (
            <Card id="city-grids" title={t('gridsTitle')}>
              <Empty text={t('gridsNone')} hint={t('gridsNoneHint')} />
            </Card>
          ) : (
            <CityGrids visit={visit} view={shown} city={city} action={gridsBase} />
          )}
        </div>
        <div class="column">
          {mayEdit ? (
            <Card
              id="draft"
              title={t('gridsDraft')}
              lead={<DraftHead c={c} view={view} base={gridsBase} />}
            />
          ) : null}
          {plan.grids.length === 0 ? null : <BalanceCard visit={visit} balance={shown.balance} />}
          <HistoryCard
            c={c}
            view={view}
            base={gridsBase}
            history={history.value}
            paged={before !== undefined}
          />
        </div>
      </div>
    </>,
  );
}
