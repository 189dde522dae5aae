/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { GridPlan, PlannedGrid } from '@jindian/shared/contract/places/grids';
import type { PolicyView } from '@jindian/shared/contract/policies';
import type { Hono } from 'hono';
import { areasOf } from '../../../places/grids/areas.ts';
import { given, joined, split, withBranch } from '../../../places/grids/edit.ts';
import { gridNames } from '../../../places/grids/plan.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { idPicked, pickedText } from '../../forms/picked.ts';
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { policyActions } from '../../policies/actions.tsx';
import { DraftHead, PolicyNotices, PublishCard, SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { Block, Check } from '../serving/sourcing-inputs.tsx';
import { gridFileForm, PolygonsCard } from './grid-file.tsx';
import {
  BalanceCard,
  CityGrids,
  chosenGridCity,
  GridMap,
  loadText,
  neighbourGrids,
  type PlanView,
} from './grid-parts.tsx';
import { ReplayCard } from './grid-replay.tsx';
import { type GridHqDeps, gridsBase, showGrids, viewOfPlan } from './grids.tsx';
import { readFigures, readServed, servedText } from './grids-form.ts';

const draftBase = `${gridsBase}/draft`;
const hrefOf = ({ id }: PlannedGrid) => `${draftBase}/${id}`;

/** The draft: made of counties at once, then changed grid by grid, then published. */
export function gridDraftPages(hq: Hono<HqEnvironment>, deps: GridHqDeps, forms: FormRegistry): void {
  const { grids, network } = deps;
  const { document } = grids;
  type View = PolicyView<GridPlan>;

  async function show(c: HqContext, view: View, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const plan = view.draft?.content ?? view.inForce.content;
    const [shown, replay, isReplayNeeded] = await Promise.all([
      viewOfPlan(deps, plan),
      deps.gridReplays.of(view.revision),
      deps.gridReplays.isNeeded(),
    ]);
    const city = chosenGridCity(shown, c.req.query('city'));
    const generate = ofForm(fault, `${draftBase}/generate`);
    const polygons = ofForm(fault, `${draftBase}/file`);
    return page(
      c,
      {
        title: t('gridsDraft'),
        place: 'locations',
        backTo: { href: gridsBase, text: t('gridsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={(generate ?? polygons) ? null : fault} />
        <p class="page-lead">{t('gridsDraftLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            {city === null ? (
              <Card id="city-grids" title={t('gridsTitle')}>
                <Empty text={t('gridsNone')} />
              </Card>
            ) : (
              <CityGrids visit={visit} view={shown} city={city} hrefOf={hrefOf} action={draftBase} />
            )}
          </div>
          <div class="column">
            {plan.grids.length === 0 ? null : <BalanceCard visit={visit} balance={shown.balance} />}
            <GenerateCard c={c} revision={view.revision} view={shown} fault={generate} />
            <PolygonsCard c={c} revision={view.revision} fault={polygons} />
            {plan.grids.length === 0 ? null : !isReplayNeeded ? (
              <Card id="replay" title={t('replayTitle')} lead={t('replayNothing')} />
            ) : (
              <ReplayCard c={c} base={draftBase} revision={view.revision} replay={replay} />
            )}
            {!isReplayNeeded || replay?.state === 'done' ? (
              <PublishCard
                c={c}
                view={view}
                base={gridsBase}
                fault={fault}
                lead={<DraftHead c={c} view={view} base={gridsBase} />}
              />
            ) : (
              <Card
                id="publish"
                title={t('docPublish')}
                lead={
                  <>
                    <p>{t('replayFirst')}</p>
                    <DraftHead c={c} view={view} base={gridsBase} />
                  </>
                }
              />
            )}
          </div>
        </div>
      </>,
    );
  }

  async function showGrid(
    c: HqContext,
    view: View,
    grid: PlannedGrid,
    fault: FormFault | null = null,
  ): Promise<Response> {
    const visit = c.get('visit');
    const { t, language } = visit;
    const shown = await viewOfPlan(deps, view.draft?.content ?? view.inForce.content);
    return page(
      c,
      {
        title: grid.name[language],
        place: 'locations',
        backTo: { href: draftBase, text: t('gridsDraft') },
        status: fault?.status ?? 200,
      },
      <>
        {fault ? <Notice kind="bad">{fault.text}</Notice> : null}
        {c.req.query('done') === 'saved' && !fault ? <Notice kind="good">{t('gridsDone')}</Notice> : null}
        <Card
          id="grid"
          title={grid.name[language]}
          lead={`${grid.id} · ${loadText(visit, shown, grid.id)}`}
          flush
        >
          <GridMap
            visit={visit}
            view={shown}
            grids={[grid]}
            pick
            hrefOf={hrefOf}
            label={t('gridsMapLabel', { city: grid.name[language] })}
          />
        </Card>
        <GridForms c={c} revision={view.revision} view={shown} grid={grid} />
      </>,
    );
  }

  /** The draft again; without one, what is in force. */
  async function again(c: HqContext, fault: FormFault): Promise<Response> {
    const view = await document.view();
    const grid = view.draft?.content.grids.find(({ id }) => id === fault.fields.text('grid'));
    if (view.draft && grid) return showGrid(c, view, grid, fault);
    return view.draft ? show(c, view, fault) : showGrids(c, deps, fault);
  }

  const save = { endpoint: endpoints.hqSavePolicyDraft, params: () => ({ name: document.name }) };
  forms.on('/grids/draft/start', {
    ...save,
    body: async ({ revision }) => ({ content: await grids.inForce(), revision }),
    // Somebody began one already: that is the draft.
    before: async (c) => ((await document.view()).draft ? c.redirect(draftBase, 303) : null),
    next: () => draftBase,
    again,
  });

  hq.get('/grids/draft', async (c) => {
    const view = await document.view();
    return view.draft ? show(c, view) : c.redirect(gridsBase, 303);
  });

  forms.on('/grids/draft/generate', {
    ...save,
    async body({ revision }, fields, c) {
      const { t } = c.get('visit');
      const map = areasOf({ own: null }, (await network.current()).shapes);
      const served = readServed(fields.text('served'), map);
      if ('unknown' in served) return new NotAsked(t('gridsServedBad', { part: served.unknown }));
      const read = readFigures(fields.text('figures'), map);
      if ('unknown' in read) return new NotAsked(t('gridsFiguresBad', { line: read.unknown }));
      const wanted = Number(fields.text('wanted'));
      const content = await grids.generate({
        everywhere: fields.text('everywhere') === 'yes',
        served: served.served,
        wantedGrids: Number.isInteger(wanted) && wanted > 0 ? wanted : null,
        figures: read.figures,
      });
      return content ? { content, revision } : new NotAsked(t('gridsNoBranch'));
    },
    next: () => `${draftBase}?done=saved`,
    again,
  });

  forms.on('/grids/draft/change', {
    ...save,
    async body({ revision }, fields, c) {
      const view = await document.view();
      const plan = view.draft?.content;
      // Of any other state it is refused by its revision.
      if (!plan || view.revision !== revision) return { content: plan ?? view.inForce.content, revision };
      const content = await changed(plan, fields);
      return content ? { content, revision } : new NotAsked(c.get('visit').t('gridsNotDone'));
    },
    async next(_, __, fields) {
      const { draft } = await document.view();
      const id = fields.text('grid');
      const isThere = draft?.content.grids.some((grid) => grid.id === id);
      return `${draftBase}${isThere ? `/${id}` : ''}?done=saved`;
    },
    again,
  });

  async function changed(plan: GridPlan, fields: FormFields): Promise<GridPlan | null> {
    const snapshot = await network.current();
    const branch = idPicked(fields.text('branch')).toUpperCase();
    const isBranch = snapshot.location(branch)?.kind === 'branch';
    switch (fields.text('act')) {
      case 'give': {
        const areas = fields.all('area');
        const map = areasOf(plan, snapshot.shapes);
        const planned = new Set(plan.grids.flatMap((grid) => grid.areas));
        // What the map lost may still be moved out of a grid; what was never there is put into none.
        if (areas.some((key) => !map.byKey.has(key) && !planned.has(key))) return null;
        return given(plan, areas, idPicked(fields.text('to')));
      }
      case 'split': {
        const areas = [...fields.all('area')];
        const map = areasOf(plan, snapshot.shapes);
        if (!isBranch || areas.length === 0 || areas.some((key) => !map.byKey.has(key))) return null;
        const [name] = await gridNames(map, [{ areas }]);
        return split(plan, areas, branch, name!);
      }
      case 'branch':
        return isBranch ? withBranch(plan, fields.text('grid'), branch) : null;
      case 'join':
        return joined(plan, fields.text('grid'), idPicked(fields.text('with')));
      default:
        return null;
    }
  }

  gridFileForm(forms, deps, { next: `${draftBase}?done=saved`, again });
  forms.on('/grids/draft/replay', {
    endpoint: endpoints.hqReplayGrids,
    next: () => draftBase,
    again,
  });
  policyActions(forms, '/grids', deps, () => ({ name: document.name, base: gridsBase, show: again }));

  hq.get('/grids/draft/:gridId', async (c) => {
    const view = await document.view();
    const grid = view.draft?.content.grids.find(({ id }) => id === c.req.param('gridId'));
    return grid ? showGrid(c, view, grid) : notFoundPage(c);
  });
}

function GenerateCard({
  c,
  revision,
  view,
  fault,
}: {
  c: HqContext;
  revision: number;
  view: PlanView;
  fault: FormFault | null;
}) {
  const { t } = c.get('visit');
  const { plan, snapshot } = view;
  const withBranches = new Set(
    snapshot.locations.flatMap(({ kind, province }) => (kind === 'branch' && province ? [province] : [])),
  );
  const served =
    plan.served.length > 0
      ? plan.served
      : [...withBranches].sort().map((province) => ({ province, city: null }));
  const everywhere = fault ? fault.fields.text('everywhere') === 'yes' : plan.everywhere;
  return (
    <Card id="generate" title={t('gridsGenerate')} lead={t('gridsGenerateLead')}>
      <SeenForm c={c} action={`${draftBase}/generate`} revision={revision} fault={fault}>
        <Check label={t('gridsEverywhere')} name="everywhere" on={everywhere} />
        <label class="field">
          <span>{t('gridsServed')}</span>
          <textarea name="served" rows={4} maxlength={20_000}>
            {typed(fault, 'served', servedText(served))}
          </textarea>
          <small class="hint">{t('gridsServedHint')}</small>
        </label>
        <label class="field">
          <span>{t('gridsWanted')}</span>
          <input name="wanted" inputmode="numeric" maxlength={5} value={typed(fault, 'wanted', '')} />
        </label>
        <label class="field">
          <span>{t('gridsFigures')}</span>
          <textarea name="figures" rows={3} maxlength={200_000}>
            {typed(fault, 'figures', '')}
          </textarea>
          <small class="hint">{t('gridsFiguresHint')}</small>
        </label>
        <button class="button is-plain" type="submit">
          {t('gridsMake')}
        </button>
      </SeenForm>
    </Card>
  );
}

/** What can be done to one grid. */
function GridForms({
  c,
  revision,
  view,
  grid,
}: {
  c: HqContext;
  revision: number;
  view: PlanView;
  grid: PlannedGrid;
}) {
  const { t, language } = c.get('visit');
  const action = `${draftBase}/change`;
  const byId = new Map(view.plan.grids.map((one) => [one.id, one]));
  const beside = neighbourGrids(view, [grid]).map((id) => byId.get(id)!);
  const branch = view.snapshot.location(grid.branchId);
  const own = <input type="hidden" name="grid" value={grid.id} />;
  const choice = (name: string, label: string) => (
    <label class="field">
      <span>{label}</span>
      <input name={name} list={`${name}-grids`} autocomplete="off" maxlength={120} />
      <datalist id={`${name}-grids`}>
        {beside.map((one) => (
          <option value={pickedText(one.name[language], one.id)} />
        ))}
      </datalist>
    </label>
  );
  return (
    <div class="columns">
      <div class="column is-wide">
        <Card id="areas" title={t('gridsEdit')}>
          <SeenForm c={c} action={action} revision={revision}>
            {own}
            <p class="hint" data-only-with-script>
              {t('gridsPick')}
            </p>
            <Block legend={t('gridsAreas')}>
              {grid.areas.map((key) => {
                const area = view.map.byKey.get(key);
                return (
                  <Check label={area ? `${area.city}${area.name}` : key} name="area" value={key} on={false} />
                );
              })}
            </Block>
            <div class="field-pair">
              {choice('to', t('gridsGiveTo'))}
              <Picker name="branch" of="places" label={t('gridsSplitBranch')} />
            </div>
            <div class="actions">
              <button class="button is-plain" type="submit" name="act" value="give">
                {t('gridsGive')}
              </button>
              <button class="button is-plain" type="submit" name="act" value="split">
                {t('gridsSplit')}
              </button>
            </div>
          </SeenForm>
        </Card>
      </div>
      <div class="column">
        <Card id="branch" title={t('gridsColumnBranch')}>
          <SeenForm c={c} action={action} revision={revision}>
            {own}
            <Picker
              name="branch"
              of="places"
              label={t('gridsColumnBranch')}
              value={branch ? pickedText(branch.name[language], branch.id) : grid.branchId}
              required
              nth={1}
            />
            <button class="button is-plain" type="submit" name="act" value="branch">
              {t('gridsSetBranch')}
            </button>
          </SeenForm>
        </Card>
        <Card id="join" title={t('gridsJoin')}>
          {beside.length === 0 ? (
            <p class="muted">{t('gridsNeighboursNone')}</p>
          ) : (
            <SeenForm c={c} action={action} revision={revision}>
              {own}
              {choice('with', t('gridsJoinWith'))}
              <button class="button is-plain" type="submit" name="act" value="join">
                {t('gridsJoin')}
              </button>
            </SeenForm>
          )}
        </Card>
      </div>
    </div>
  );
}
