/** @jsxImportSource hono/jsx */
import { brandDaySchema, cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type Brought, channels, type Scene } from '@jindian/shared/contract/selling/scenes';
import type { Hono } from 'hono';
import { daysOf } from '../../../selling/codes/scenes.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Figure, Money, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayAct, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { type NamesOfCodes, partsNamed } from './code-names.ts';
import { CodeTable } from './codes.tsx';

const path = '/hq/scenes';
const onAPage = 20;
const codesShown = 50;
/** What is new has no number yet: the form brings one of its own. */
const kinds = ['scene', 'campaign'] as const;

/** Channels and campaigns side by side: what the codes of each brought. */
export function scenePages(
  hq: Hono<HqEnvironment>,
  deps: NamesOfCodes & Pick<HqDeps, 'clock' | 'ids'>,
  forms: FormRegistry,
): void {
  const dayIn = (text: string | undefined) => brandDaySchema.safeParse(text).data;
  const periodOf = (c: HqContext) =>
    daysOf({ fromDay: dayIn(c.req.query('from')), toDay: dayIn(c.req.query('to')) }, deps.clock.nowMs());

  hq.get('/scenes', (c) => list(c));
  async function list(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const period = periodOf(c);
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await deps.codes.scenes.compare(period, onAPage, cursor);
    const here = `${path}?from=${period.fromDay}&to=${period.toDay}`;
    const columns: Column[] = [
      { label: t('sceneName'), kind: 'main' },
      { label: t('sceneBy') },
      { label: t('sceneDays') },
      ...figureColumns(visit),
    ];
    return page(
      c,
      {
        title: t('scenesTitle'),
        place: 'codes',
        backTo: { href: '/hq/codes', text: t('codesTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <p class="page-lead">{t('scenesLead')}</p>
        <PeriodForm visit={visit} action={path} period={period} />
        <Card id="scenes" title={t('scenesCompared')} flush>
          {items.length === 0 ? (
            <Empty text={t('scenesNone')} />
          ) : (
            <Table caption={t('scenesCompared')} columns={columns}>
              {items.map(({ scene, ...brought }) => (
                <Row
                  columns={columns}
                  rowKey={scene.id}
                  whole
                  cells={[
                    <a href={`${path}/${scene.id}`}>{scene.name[language]}</a>,
                    scene.channel
                      ? visit.code('channelKind', scene.channel)
                      : visit.code('sceneKind', scene.kind),
                    daysText(visit, scene),
                    ...figureCells(brought),
                  ]}
                />
              ))}
            </Table>
          )}
          <Pager
            next={
              nextCursor
                ? { href: `${here}&after=${encodeURIComponent(nextCursor)}`, text: t('nextPage') }
                : null
            }
            first={cursor ? { href: here, text: t('firstPage') } : null}
          />
        </Card>
        {mayAct(c, path) ? (
          <Card id="make" title={t('sceneMake')}>
            <SceneForm
              c={c}
              action={path}
              scene={null}
              newId={deps.ids.next()}
              fault={fault}
              all={await deps.codes.scenes.all()}
            />
          </Card>
        ) : null}
      </>,
    );
  }

  hq.get('/scenes/:sceneId', (c) => one(c));
  async function one(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const sceneId = ulidSchema.safeParse(c.req.param('sceneId')).data;
    const period = periodOf(c);
    const found = sceneId ? await deps.codes.scenes.figures(sceneId, period) : null;
    if (!sceneId || !found?.ok) return problemPage(c, 'not_found');
    const { scene, total, days, places } = found.value;
    const of = scene.kind === 'campaign' ? { campaignId: sceneId } : { sceneId };
    const { items } = await deps.codes.list(of, { limit: codesShown });
    const parts = await partsNamed(
      deps,
      visit,
      items.map(({ meaning }) => meaning),
    );
    const { location } = await deps.network.current();
    const here = `${path}/${sceneId}`;
    const byDay: Column[] = [{ label: t('sceneDay'), kind: 'main' }, ...figureColumns(visit)];
    const byPlace: Column[] = [{ label: t('codeOfPlace'), kind: 'main' }, ...figureColumns(visit)];
    return page(
      c,
      {
        title: scene.name[language],
        place: 'codes',
        backTo: { href: path, text: t('scenesTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <p class="page-lead">
          {[
            scene.channel ? visit.code('channelKind', scene.channel) : visit.code('sceneKind', scene.kind),
            daysText(visit, scene),
            ...(scene.banned ? [t('sceneIsBanned')] : []),
          ].join(' · ')}
        </p>
        <PeriodForm visit={visit} action={here} period={period} />
        <dl class="figures">
          <Figure label={t('sceneTouches')} value={total.touches} />
          <Figure label={t('sceneVisitors')} value={total.visitors} />
          <Figure label={t('sceneBound')} value={total.bound} />
          <Figure label={t('sceneOrders')} value={total.orders} />
          <Figure label={t('sceneSales')} value={<Money fen={total.salesFen} />} />
        </dl>
        {days.length === 0 ? null : (
          <Card id="days" title={t('sceneByDay')} flush>
            <Table caption={t('sceneByDay')} columns={byDay}>
              {days.toReversed().map(({ day, ...brought }) => (
                <Row columns={byDay} rowKey={day} cells={[day, ...figureCells(brought)]} />
              ))}
            </Table>
          </Card>
        )}
        {places.length === 0 ? null : (
          <Card id="places" title={t('sceneByPlace')} flush>
            <Table caption={t('sceneByPlace')} columns={byPlace}>
              {places.map(({ locationId, ...brought }) => (
                <Row
                  columns={byPlace}
                  cells={[
                    locationId === null
                      ? t('sceneNoPlace')
                      : (location(locationId)?.name[language] ?? locationId),
                    ...figureCells(brought),
                  ]}
                />
              ))}
            </Table>
          </Card>
        )}
        <Card id="codes" title={t('codesMade')} flush>
          {items.length === 0 ? (
            <Empty text={t('sceneNoCodes')} action={{ href: '/hq/codes#make', text: t('codeMake') }} />
          ) : (
            <CodeTable visit={visit} items={items} parts={parts} />
          )}
        </Card>
        {mayAct(c, here) ? (
          <Card id="change" title={t('sceneChange')}>
            <SceneForm
              c={c}
              action={here}
              scene={scene}
              newId={sceneId}
              fault={fault}
              all={await deps.codes.scenes.all()}
            />
          </Card>
        ) : null}
      </>,
    );
  }

  const sceneForm = {
    endpoint: endpoints.hqSaveScene,
    body: (_: unknown, fields: { text(name: string): string }) => {
      const orNull = (name: string) => fields.text(name).trim() || null;
      const isCampaign = fields.text('kind') === 'campaign';
      return {
        kind: fields.text('kind'),
        name: {
          zh: fields.text('nameZh').trim(),
          en: fields.text('nameEn').trim() || fields.text('nameZh').trim(),
        },
        channel: isCampaign ? null : orNull('channel'),
        campaignId: isCampaign ? null : orNull('campaignId'),
        fromDay: orNull('fromDay'),
        toDay: orNull('toDay'),
        banned: fields.text('banned') === 'yes',
        revision: Number(fields.text('revision')),
      };
    },
    words: {
      name: 'sceneBadName',
      channel: 'sceneBadChannel',
      fromDay: 'sceneBadDays',
      toDay: 'sceneBadDays',
    },
    next: ({ id }: Scene) => `${path}/${id}`,
  } as const;
  forms.on('/scenes', {
    ...sceneForm,
    params: (_, fields) => ({ sceneId: fields.text('sceneId') }),
    again: list,
  });
  forms.on('/scenes/:sceneId', { ...sceneForm, again: one });
}

const figureColumns = ({ t }: Visit): Column[] => [
  { label: t('sceneTouches'), kind: 'number' },
  { label: t('sceneVisitors'), kind: 'number' },
  { label: t('sceneBound'), kind: 'number' },
  { label: t('sceneOrders'), kind: 'number' },
  { label: t('sceneSales'), kind: 'number' },
];
const figureCells = ({ touches, visitors, bound, orders, salesFen }: Brought) => [
  touches,
  visitors,
  bound,
  orders,
  <Money fen={salesFen} />,
];

function daysText({ t }: Visit, { fromDay, toDay }: Scene): string {
  if (fromDay === null && toDay === null) return t('sceneAlways');
  return `${fromDay ?? ''} – ${toDay ?? ''}`.trim();
}

/** Days from one to another, both included. */
export function PeriodForm(props: {
  visit: Visit;
  action: string;
  period: { fromDay: string; toDay: string };
}) {
  const { visit, action, period } = props;
  const { t } = visit;
  return (
    <form class="inline-form" method="get" action={action}>
      <label class="field">
        <span>{t('sceneFrom')}</span>
        <input type="date" name="from" value={period.fromDay} required />
      </label>
      <label class="field">
        <span>{t('sceneTo')}</span>
        <input type="date" name="to" value={period.toDay} required />
      </label>
      <button class="button is-plain" type="submit">
        {t('sceneShow')}
      </button>
    </form>
  );
}

function SceneForm(props: {
  c: HqContext;
  action: string;
  scene: Scene | null;
  newId: string;
  fault: FormFault | null;
  all: readonly Scene[];
}) {
  const { c, action, scene, newId, all } = props;
  const { t, language, code } = c.get('visit');
  const fault = ofForm(props.fault, action);
  const kind = typed(fault, 'kind', scene?.kind ?? 'scene');
  const campaigns = all.filter((one) => one.kind === 'campaign' && one.id !== scene?.id);
  return (
    <PostForm c={c} action={action} fault={props.fault}>
      <input type="hidden" name="sceneId" value={typed(fault, 'sceneId', newId)} />
      <input type="hidden" name="revision" value={typed(fault, 'revision', String(scene?.revision ?? 0))} />
      {scene ? (
        <input type="hidden" name="kind" value={scene.kind} />
      ) : (
        <fieldset class="choices">
          <legend>{t('sceneKind')}</legend>
          {kinds.map((one) => (
            <label>
              <input type="radio" name="kind" value={one} checked={one === kind} required />
              <span>{code('sceneKind', one)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <div class="field-pair">
        <label class="field">
          <span>{t('sceneNameZh')}</span>
          <input name="nameZh" maxlength={40} required value={typed(fault, 'nameZh', scene?.name.zh ?? '')} />
        </label>
        <label class="field">
          <span>{t('sceneNameEn')}</span>
          <input name="nameEn" maxlength={60} value={typed(fault, 'nameEn', scene?.name.en ?? '')} />
        </label>
      </div>
      {scene?.kind === 'campaign' ? null : (
        <div class="field-pair">
          <label class="field">
            <span>{t('sceneBy')}</span>
            <select name="channel">
              {channels.map((one) => (
                <option value={one} selected={one === typed(fault, 'channel', scene?.channel ?? 'leaflet')}>
                  {code('channelKind', one)}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{t('sceneOfCampaign')}</span>
            <select name="campaignId">
              <option value="">{t('sceneOfNone')}</option>
              {campaigns.map(({ id, name }) => (
                <option value={id} selected={id === typed(fault, 'campaignId', scene?.campaignId ?? '')}>
                  {name[language]}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <div class="field-pair">
        <label class="field">
          <span>{t('sceneFromField')}</span>
          <input type="date" name="fromDay" value={typed(fault, 'fromDay', scene?.fromDay ?? '')} />
        </label>
        <label class="field">
          <span>{t('sceneToField')}</span>
          <input type="date" name="toDay" value={typed(fault, 'toDay', scene?.toDay ?? '')} />
        </label>
      </div>
      {scene ? (
        <label class="check">
          <input
            type="checkbox"
            name="banned"
            value="yes"
            checked={typed(fault, 'banned', scene.banned ? 'yes' : '') === 'yes'}
          />
          <span>{t('sceneBanned')}</span>
        </label>
      ) : null}
      <button class="button" type="submit">
        {t(scene ? 'sceneSave' : 'sceneMake')}
      </button>
    </PostForm>
  );
}
