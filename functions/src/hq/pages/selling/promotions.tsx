/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type Lane,
  maxLanes,
  maxPromotions,
  type Promotion,
  type PromotionKind,
  type PromotionsPolicy,
  promotionKinds,
  promotionsPolicySchema,
} from '@jindian/shared/contract/selling/promotions';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import { saysOf } from '../../../selling/promotions/words.ts';
import type { HqDeps } from '../../deps.ts';
import { bothTexts, type FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { DraftHead, SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, mayOpen } from '../../visit.ts';
import { faultPage, notFoundPage } from '../errors.tsx';
import { PromotionFields } from './promotion-fields.tsx';
import {
  changedPromotions,
  emptyPromotion,
  fieldsOfPromotion,
  freePromotionId,
  type PromotionFaults,
  promotionActs,
  readPromotion,
  usualLane,
} from './promotion-form.ts';
import { conditionsOf, promotionNamesOf, stateOf } from './promotion-text.ts';
import { promotionTryPages } from './promotion-try.tsx';

const base = '/hq/promotions';

type Deps = Pick<
  HqDeps,
  'promotions' | 'promotionsPolicy' | 'tiersPolicy' | 'namesOfGoods' | 'network' | 'skuTitle' | 'clock'
>;

/** What is cheaper, for whom, where and when: a draft of all promotions, tried, published now or at a time. */
export function promotionPages(hq: Hono<HqEnvironment>, deps: Deps, forms: FormRegistry): void {
  documentPages<PromotionsPolicy>(hq, forms, deps, '/promotions', (c) => {
    const { t } = c.get('visit');
    return {
      document: deps.promotionsPolicy,
      base,
      options: { title: t('promotionsTitle'), place: 'promotions' },
      lead: <p class="page-lead">{t('promotionsLead')}</p>,
      above: async ({ view, edited }) => (
        <Card
          id="promotions"
          title={t('promotionsList')}
          lead={<DraftHead c={c} view={view} base={base} />}
          tools={
            mayAct(c, base) && edited.promotions.length < maxPromotions ? (
              <a class="button is-plain is-small" href={`${base}/new`}>
                {t('promotionsAdd')}
              </a>
            ) : null
          }
        >
          <PromotionList c={c} deps={deps} policy={edited} revision={view.revision} />
        </Card>
      ),
      card: {
        id: 'lanes',
        title: () => t('promotionsLanes'),
        hasHead: false,
        lead: null,
      },
      fields: ({ edited, fault }) => <LaneFields c={c} lanes={edited.lanes} fault={fault} />,
      beside: () =>
        mayOpen(c, `${base}/try`) ? (
          <Card id="try" title={t('promotionsTry')} lead={t('promotionsTryLead')}>
            <a class="button is-plain" href={`${base}/try`}>
              {t('promotionsTry')}
            </a>
          </Card>
        ) : null,
      shown: (_, content) => <PromotionList c={c} deps={deps} policy={content} />,
      read: (_, fields) => changed(c, deps, fields),
    };
  });
  promotionFormPages(hq, deps, forms);
  promotionTryPages(hq, deps);
}

function LaneFields({ c, lanes, fault }: { c: HqContext; lanes: readonly Lane[]; fault: FormFault | null }) {
  const { t } = c.get('visit');
  return (
    <>
      <p class="hint">{t('promotionsLanesLead')}</p>
      {Array.from({ length: Math.min(maxLanes, lanes.length + 1) }, (_, row) => {
        const lane = lanes[row];
        const text = (part: 'zh' | 'en', label: 'promotionLaneZh' | 'promotionLaneEn') => (
          <label class="field">
            <span>{t(label)}</span>
            <input
              name={`lanes.${row}.name.${part}`}
              maxlength={30}
              autocomplete="off"
              value={typed(fault, `lanes.${row}.name.${part}`, lane?.name[part] ?? '')}
            />
          </label>
        );
        return (
          <fieldset class="block setting-group">
            <legend>{row + 1}</legend>
            <input type="hidden" name={`lanes.${row}.id`} value={lane?.id ?? ''} />
            <div class="field-pair">
              {text('zh', 'promotionLaneZh')}
              {text('en', 'promotionLaneEn')}
            </div>
            <label class="check">
              <input
                type="checkbox"
                name={`lanes.${row}.onlyUntouched`}
                value="yes"
                checked={
                  fault
                    ? fault.fields.text(`lanes.${row}.onlyUntouched`) === 'yes'
                    : lane?.onlyUntouched === true
                }
              />
              <span>{t('promotionLaneUntouched')}</span>
            </label>
          </fieldset>
        );
      })}
    </>
  );
}

/** What was tapped done to a promotion of the draft, or its lanes as they were written. */
async function changed(
  c: HqContext,
  { promotionsPolicy, clock }: Deps,
  fields: FormFields,
): Promise<{ content: unknown } | NotAsked> {
  const { t } = c.get('visit');
  const view = await promotionsPolicy.view();
  const present = view.draft?.content ?? view.inForce.content;
  // Of a draft that changed meanwhile it is refused by its revision.
  if (fields.text('revision') !== String(view.revision)) return { content: present };
  const act = promotionActs.find((known) => known === fields.text('act'));
  if (act) {
    const promotions = changedPromotions(present.promotions, act, fields.text('promotion'), clock.nowMs());
    return promotions ? { content: { ...present, promotions } } : new NotAsked(t('promotionGone'));
  }
  const taken = new Set(present.lanes.map(({ id }) => id));
  const lanes = Array.from({ length: maxLanes }, (_, row) => row).flatMap((row): Lane[] => {
    const name = bothTexts(fields, `lanes.${row}.name`);
    if (name.zh === '' && name.en === '') return [];
    const onlyUntouched = fields.text(`lanes.${row}.onlyUntouched`) === 'yes';
    let id = fields.text(`lanes.${row}.id`);
    for (let nth = row + 1; id === ''; nth += 1) if (!taken.has(`lane_${nth}`)) id = `lane_${nth}`;
    return [{ id, name, onlyUntouched }];
  });
  const content = { ...present, lanes };
  return promotionsPolicySchema.safeParse(content).success
    ? { content }
    : new NotAsked(t('promotionLanesBad'));
}

/** Lane by lane, the newest first; with a revision, what can be done with each. */
async function PromotionList({
  c,
  deps,
  policy: { lanes, promotions },
  revision,
}: {
  c: HqContext;
  deps: Deps;
  policy: PromotionsPolicy;
  revision?: number;
}) {
  const visit = c.get('visit');
  const { t, code, language } = visit;
  const [names, { tiers }, used] = await Promise.all([
    promotionNamesOf(deps, visit, promotions),
    deps.tiersPolicy.current(),
    deps.promotions.usedOf(promotions.map(({ id }) => id)),
  ]);
  const nowMs = deps.clock.nowMs();
  const mayEdit = revision !== undefined && mayAct(c, base);
  return (
    <>
      {lanes.map((lane) => {
        const own = promotions
          .filter(({ laneId }) => laneId === lane.id)
          .sort((a, b) => b.madeAtMs - a.madeAtMs);
        return (
          <section class="promotion-lane">
            <h3>
              {lane.name[language]}
              {lane.onlyUntouched ? <small class="sub"> · {t('promotionLaneUntouched')}</small> : null}
            </h3>
            {own.length === 0 ? <p class="muted">{t('promotionsNone')}</p> : null}
            <ul class="chain">
              {own.map((promotion) => {
                const state = stateOf(promotion, nowMs);
                const uses = used.get(promotion.id);
                return (
                  <li
                    class={state === 'on' ? 'chain-rule' : 'chain-rule is-off'}
                    id={`promotion-${promotion.id}`}
                  >
                    <div class="chain-head">
                      <h4>{promotion.name[language]}</h4>
                      <Chip kind={state === 'on' ? 'accepted' : state === 'not_yet' ? 'waiting' : 'off'}>
                        {code('promotionState', state)}
                      </Chip>
                    </div>
                    <p class="promotion-said">
                      <strong>{saysOf(promotion)[language]}</strong>
                      {' · '}
                      {conditionsOf(visit, promotion, names, tiers).join(t('rateSeparator'))}
                      {uses
                        ? t('rateSeparator') +
                          t('promotionUsed', { uses: uses.uses, amount: formatYuan(uses.fen) })
                        : ''}
                    </p>
                    {mayEdit ? (
                      <PromotionTools
                        c={c}
                        revision={revision}
                        promotion={promotion}
                        isOver={state === 'over'}
                      />
                    ) : null}
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function PromotionTools({
  c,
  revision,
  promotion,
  isOver,
}: {
  c: HqContext;
  revision: number;
  promotion: Promotion;
  isOver: boolean;
}) {
  const { t, language } = c.get('visit');
  const name = promotion.name[language];
  const button = (act: string, text: string) => (
    <button class="quiet" type="submit" name="act" value={act} aria-label={`${text} ${name}`}>
      {text}
    </button>
  );
  return (
    <div class="chain-tools">
      <SeenForm c={c} layout="" action={base} revision={revision}>
        <input type="hidden" name="promotion" value={promotion.id} />
        <a
          class="button is-plain is-small"
          href={`${base}/items/${promotion.id}`}
          aria-label={`${t('promotionEdit')} ${name}`}
        >
          {t('promotionEdit')}
        </a>
        <a href={`${base}/new?from=${promotion.id}`} aria-label={`${t('promotionCopy')} ${name}`}>
          {t('promotionCopy')}
        </a>
        {isOver ? null : button('pause', t(promotion.paused ? 'promotionResume' : 'promotionPause'))}
        {isOver ? null : button('end', t('promotionEnd'))}
        {button('remove', t('promotionRemove'))}
      </SeenForm>
    </div>
  );
}

type Wanted = { promotion: Promotion; action: string; isNew: boolean };

/** The form of a promotion: of a new one of a kind, of a copy, of one that is there. */
function promotionFormPages(hq: Hono<HqEnvironment>, deps: Deps, forms: FormRegistry): void {
  const { promotionsPolicy, clock } = deps;

  const kindsOn = (c: HqContext) =>
    promotionKinds.filter(
      (kind) =>
        !(kind === 'free_delivery' && c.get('off').includes('deliveries')) &&
        !(kind === 'member_price' && c.get('off').includes('tiers')),
    );

  /** Which promotion is meant; null: it is not there; a list of kinds has to be chosen from first. */
  async function wantedOn(c: HqContext) {
    const view = await promotionsPolicy.view();
    const content = view.draft?.content ?? view.inForce.content;
    const { promotions, lanes } = content;
    const id = c.req.param('promotionId');
    const known = (wanted: string | undefined) => promotions.find((one) => one.id === wanted);
    let wanted: Wanted | null = null;
    if (id !== undefined) {
      const promotion = known(id);
      if (promotion) wanted = { promotion, action: `${base}/items/${id}`, isNew: false };
      return { view, content, wanted };
    }
    const free = freePromotionId(clock.nowMs(), [...promotions, ...view.inForce.content.promotions]);
    const from = known(c.req.query('from'));
    const kind = kindsOn(c).find((one) => one === c.req.query('kind'));
    const laneIds = lanes.map((lane) => lane.id);
    if (promotions.length >= maxPromotions) return { view, content, wanted };
    if (from)
      wanted = {
        promotion: { ...from, id: free, madeAtMs: clock.nowMs(), paused: false },
        action: `${base}/new?from=${from.id}`,
        isNew: true,
      };
    else if (kind)
      wanted = {
        promotion: emptyPromotion(kind, free, usualLane(kind, laneIds), clock.nowMs()),
        action: `${base}/new?kind=${kind}`,
        isNew: true,
      };
    return { view, content, wanted };
  }

  function kindsPage(c: HqContext): Response | Promise<Response> {
    const { t, code, language } = c.get('visit');
    return page(
      c,
      { title: t('promotionNew'), place: 'promotions', backTo: { href: base, text: t('promotionsTitle') } },
      <Card title={t('promotionChooseKind')}>
        <ul class="plain-list promotion-kinds">
          {kindsOn(c).map((kind) => (
            <li>
              <a href={`${base}/new?kind=${kind}`}>{code('promotionKind', kind)}</a>
              <span class="sub">{exampleOf(kind)[language]}</span>
            </li>
          ))}
        </ul>
      </Card>,
    );
  }

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t, language } = visit;
    const { view, content, wanted } = await wantedOn(c);
    if (!wanted) {
      if (fault) return faultPage(c, fault.status, fault.text);
      return c.req.param('promotionId') === undefined ? kindsPage(c) : notFoundPage(c);
    }
    const { promotion, action, isNew } = wanted;
    const [names, { tiers }, { categories }] = await Promise.all([
      promotionNamesOf(deps, visit, [promotion]),
      deps.tiersPolicy.current(),
      deps.namesOfGoods(),
    ]);
    const fields = fault?.fields ?? fieldsOfPromotion(promotion, names);
    const faults: PromotionFaults = fault ? readPromotion(fields, promotion).faults : new Map();
    return page(
      c,
      {
        title: isNew ? t('promotionNew') : promotion.name[language],
        place: 'promotions',
        backTo: { href: base, text: t('promotionsTitle') },
        status: fault?.status ?? 200,
      },
      <SeenForm c={c} layout="form policy-form" action={action} revision={view.revision}>
        {fault ? <Notice kind="bad">{fault.text}</Notice> : null}
        <PromotionFields
          {...{ c, fields, faults, tiers, categories }}
          kind={promotion.does.kind}
          lanes={content.lanes}
        />
        <div class="actions">
          <button class="button" type="submit">
            {t('promotionSave')}
          </button>
          <a class="button is-plain" href={base}>
            {t('cancel')}
          </a>
        </div>
      </SeenForm>,
    );
  }

  for (const path of ['/promotions/new', '/promotions/items/:promotionId']) {
    hq.get(path, (c) => show(c));
    forms.on(path, {
      endpoint: endpoints.hqSavePolicyDraft,
      params: () => ({ name: promotionsPolicy.name }),
      async body({ revision }, fields, c) {
        const { t } = c.get('visit');
        const { view, content, wanted } = await wantedOn(c);
        // Of a draft that changed meanwhile it is refused by its revision.
        if (view.revision !== revision) return { content, revision };
        if (!wanted)
          return new NotAsked(
            t(content.promotions.length >= maxPromotions ? 'promotionFull' : 'promotionGone'),
          );
        const { promotion } = readPromotion(fields, wanted.promotion);
        if (!promotion) return new NotAsked(t('promotionFormBad'));
        const promotions = wanted.isNew
          ? [...content.promotions, promotion]
          : content.promotions.map((one) => (one.id === promotion.id ? promotion : one));
        return { content: { ...content, promotions }, revision };
      },
      next: () => `${base}?done=saved`,
      again: show,
    });
  }
}

const exampleOf = (kind: PromotionKind) => {
  const { does } = emptyPromotion(kind, 'example', 'price', 0);
  return saysOf({
    does: does.kind === 'bundle' ? { ...does, parts: [{ skuIds: ['EXAMPLE-1'], quantity: 2 }] } : does,
  });
};
