/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { modules } from '@jindian/shared/contract/modules/index';
import { moduleNames } from '@jindian/shared/contract/modules/names';
import {
  type Stop,
  type StopInput,
  stopChannels,
  stopInputSchema,
  stopKinds,
} from '@jindian/shared/contract/stops';
import { brandTimeOf, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Row, Table } from '../../ui/parts.tsx';
import { stopText } from '../../ui/stop-banner.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { type AreaNamer, areaNamer } from '../places/area-names.ts';
import { type Areas, areaIn, areasOf, everywhere } from './stop-area.ts';
import { confirmStopPage } from './stop-confirm.tsx';

const path = '/hq/stops';
/** Said, and not what is there when nothing was chosen. */
const everyChannel = 'all';
const cityList = 'stop-cities';

/** Everything that headquarters hold for now, and what they may hold. */
export function stopPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'stops' | 'network' | 'memberNames' | 'clock'>,
  forms: FormRegistry,
): void {
  hq.get('/stops', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const [stops, { locations }] = await Promise.all([deps.stops.active(), deps.network.current()]);
    const names = await deps.memberNames(stops.map(({ setBy }) => setBy));
    const areas = areasOf(locations);
    const named = [...stops.flatMap(placesNamed), ...[...areas].flatMap(([one, cities]) => [one, ...cities])];
    const nameOf = await areaNamer(visit.language, named);
    const columns: Column[] = [
      { label: t('stopWhat'), kind: 'main' },
      { label: t('stopReason') },
      { label: t('stopUntil') },
      { label: '' },
    ];
    return page(
      c,
      {
        title: t('stopsTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <p class="page-lead">{t('stopsLead')}</p>
        <Card id="stops" title={t('stopsActive')} flush>
          {stops.length === 0 ? <Empty text={t('stopsNone')} /> : null}
          {stops.length === 0 ? null : (
            <Table caption={t('stopsActive')} columns={columns}>
              {stops.map((stop) => (
                <Row
                  columns={columns}
                  cells={[
                    stopText(visit, stop, nameOf),
                    <>
                      {stop.reason}
                      <span class="sub">{`${names.get(stop.setBy) ?? stop.setBy} ${formatBrandTime(stop.setAtMs)}`}</span>
                    </>,
                    stop.untilMs === null ? t('stopUntilLifted') : formatBrandTime(stop.untilMs),
                    <PostForm c={c} action={`${path}/${stop.id}/lift`} layout="inline-form" fault={fault}>
                      <button class="button is-small" type="submit">
                        {t('stopLift')}
                      </button>
                    </PostForm>,
                  ]}
                />
              ))}
            </Table>
          )}
        </Card>
        <SetStop
          c={c}
          kind={kindOf(fault ? fault.fields.text('kind') : c.req.query('kind'))}
          areas={areas}
          nameOf={nameOf}
          fault={fault}
        />
      </>,
    );
  }

  forms.on('/stops', {
    endpoint: endpoints.hqSetStop,
    async body(_, fields, c) {
      const { t } = c.get('visit');
      const until = fields.text('until').trim();
      const untilMs = brandTimeOf(until);
      if (until !== '' && (untilMs === null || untilMs <= deps.clock.nowMs()))
        return new NotAsked(t('stopBadUntil'), 'stopBadUntil');
      const why = { reason: fields.text('reason').trim(), untilMs };
      const kind = fields.text('kind');
      if (kind === 'module') return { kind, module: fields.text('module'), ...why };
      if (kind === 'payouts') return { kind, ...why };
      // Everything is said by whoever wants everything: what was left out stops nothing.
      const [province, city, channel] = [
        fields.text('province'),
        fields.text('city'),
        fields.text('channel'),
      ];
      if (province === '') return new NotAsked(t('stopBadWhere'), 'stopBadWhere');
      const where = await areaIn(areasOf((await deps.network.current()).locations), { province, city });
      if (where === null) return new NotAsked(t('stopBadCity'), 'stopBadCity');
      if (channel === '') return new NotAsked(t('stopBadChannel'), 'stopBadChannel');
      return { kind, ...where, channel: channel === everyChannel ? null : channel, ...why };
    },
    words: { reason: 'stopBadReason', module: 'stopBadModule' },
    async before(c, { body }, fields) {
      if (fields.text('confirmed') === 'yes') return null;
      const wanted = stopInputSchema.safeParse(body);
      if (!wanted.success) return null;
      const { locations } = await deps.network.current();
      return confirmStopPage(c, fields, wanted.data, locations);
    },
    next: () => path,
    again: show,
  });
  forms.on('/stops/:stopId/lift', { endpoint: endpoints.hqLiftStop, next: () => path, again: show });
}

const kindOf = (text: string | undefined) => stopKinds.find((kind) => kind === text) ?? null;

/** First what, then where: no field stands there that would not count. */
function SetStop({
  c,
  kind,
  areas,
  nameOf,
  fault,
}: {
  c: HqContext;
  kind: StopInput['kind'] | null;
  areas: Areas;
  nameOf: AreaNamer;
  fault: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const choice = (name: string, label: string, options: Child) => (
    <label class="field">
      <span>{label}</span>
      <select name={name} required>
        <option value="">{t('stopChoose')}</option>
        {options}
      </select>
    </label>
  );
  const option = (name: string, value: string, text: string) => (
    <option value={value} selected={typed(fault, name, '') === value}>
      {text}
    </option>
  );
  return (
    <Card id="set-stop" title={t('stopSet')} lead={t('stopSetLead')}>
      <nav class="chips" aria-label={t('stopWhat')}>
        {stopKinds.map((one) => (
          <a
            class={`button is-small ${one === kind ? '' : 'is-plain'}`}
            aria-current={one === kind ? 'true' : undefined}
            href={`${path}?kind=${one}#set-stop`}
          >
            {visit.code('stopKind', one)}
          </a>
        ))}
      </nav>
      {kind === null ? null : (
        <PostForm c={c} action={path} fault={fault}>
          <input type="hidden" name="kind" value={kind} />
          {kind === 'orders' ? (
            <>
              <div class="field-pair">
                {choice(
                  'province',
                  t('stopWhere'),
                  <>
                    {option('province', everywhere, t('stopWholeCountry'))}
                    {[...areas.keys()].map((one) => option('province', one, nameOf(one)))}
                  </>,
                )}
                <label class="field">
                  <span>{t('stopCity')}</span>
                  <input
                    name="city"
                    list={cityList}
                    value={typed(fault, 'city', '')}
                    placeholder={t('stopCityHint')}
                    maxlength={40}
                    autocomplete="off"
                    aria-invalid={fault?.word === 'stopBadCity' ? 'true' : undefined}
                  />
                  <datalist id={cityList}>
                    {[...areas].flatMap(([province, cities]) =>
                      [...cities].map((city) => (
                        <option value={city} label={`${nameOf(city)} · ${nameOf(province)}`} />
                      )),
                    )}
                  </datalist>
                </label>
              </div>
              {choice(
                'channel',
                t('stopChannel'),
                <>
                  {option('channel', everyChannel, t('stopAllChannels'))}
                  {stopChannels.map((one) => option('channel', one, visit.code('stopChannel', one)))}
                </>,
              )}
            </>
          ) : null}
          {kind === 'module'
            ? choice(
                'module',
                t('stopModule'),
                moduleNames
                  .filter((name) => !c.get('off').includes(name))
                  .map((name) => option('module', name, modules[name].name[language])),
              )
            : null}
          <label class="field">
            <span>{t('stopReason')}</span>
            <input name="reason" maxlength={200} required value={typed(fault, 'reason', '')} />
          </label>
          <label class="field">
            <span>{t('stopUntilField')}</span>
            <input type="datetime-local" name="until" value={typed(fault, 'until', '')} />
          </label>
          <button class="button" type="submit">
            {t('stopReview')}
          </button>
        </PostForm>
      )}
    </Card>
  );
}

const placesNamed = (stop: Stop): string[] =>
  stop.kind === 'orders' ? [stop.province, stop.city].filter((one) => one !== null) : [];
