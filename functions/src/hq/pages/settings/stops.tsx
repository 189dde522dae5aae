/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { moduleNames, modules } from '@jindian/shared/contract/modules';
import { stopChannels, stopKinds } from '@jindian/shared/contract/stops';
import { brandUtcOffsetMs, formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Row, Table } from '../../ui/parts.tsx';
import { stopText } from '../../ui/stop-banner.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';

const path = '/hq/stops';

/** Everything that headquarters hold for now, and what they may hold. */
export function stopPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'stops' | 'network' | 'memberOf' | 'clock'>,
  forms: FormRegistry,
): void {
  hq.get('/stops', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const [stops, { locations }] = await Promise.all([deps.stops.active(), deps.network.current()]);
    const names = new Map<string, string>();
    for (const { setBy } of stops) names.set(setBy, (await deps.memberOf(setBy))?.displayName ?? setBy);
    const provinces = [...new Set(locations.map(({ province }) => province))].sort();
    const citiesOf = (wanted: string) =>
      [...new Set(locations.flatMap(({ province, city }) => (province === wanted ? [city] : [])))].sort();
    const columns: Column[] = [
      { label: t('stopWhat'), kind: 'main' },
      { label: t('stopReason') },
      { label: t('stopUntil') },
      { label: '' },
    ];
    const choice = (label: string, name: string, options: readonly (readonly [string, string])[]) => (
      <label class="field">
        <span>{label}</span>
        <select name={name}>
          {options.map(([value, text]) => (
            <option value={value} selected={typed(fault, name, options[0]?.[0] ?? '') === value}>
              {text}
            </option>
          ))}
        </select>
      </label>
    );
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
                    stopText(visit, stop),
                    <>
                      {stop.reason}
                      <span class="sub">{`${names.get(stop.setBy)} ${formatBrandTime(stop.setAtMs)}`}</span>
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
        <Card id="set-stop" title={t('stopSet')} lead={t('stopSetLead')}>
          <PostForm c={c} action={path} fault={fault}>
            {choice(
              t('stopWhat'),
              'kind',
              stopKinds.map((kind) => [kind, visit.code('stopKind', kind)] as const),
            )}
            <div class="field-pair">
              {choice(t('stopProvince'), 'province', [
                ['', t('stopAll')],
                ...provinces.map((one) => [one, one] as const),
              ])}
              <label class="field">
                <span>{t('stopCity')}</span>
                <select name="city">
                  <option value="">{t('stopAll')}</option>
                  {provinces.map((province) => (
                    <optgroup label={province}>
                      {citiesOf(province).map((city) => (
                        <option value={city} selected={typed(fault, 'city', '') === city}>
                          {city}
                        </option>
                      ))}
                    </optgroup>
                  ))}
                </select>
              </label>
            </div>
            <div class="field-pair">
              {choice(t('stopChannel'), 'channel', [
                ['', t('stopAll')],
                ...stopChannels.map((one) => [one, visit.code('stopChannel', one)] as const),
              ])}
              {choice(
                t('stopModule'),
                'module',
                moduleNames
                  .filter((name) => !c.get('off').includes(name))
                  .map((name) => [name, modules[name].name[language]] as const),
              )}
            </div>
            <label class="field">
              <span>{t('stopReason')}</span>
              <input name="reason" maxlength={200} required value={typed(fault, 'reason', '')} />
            </label>
            <label class="field">
              <span>{t('stopUntilField')}</span>
              <input type="datetime-local" name="until" value={typed(fault, 'until', '')} />
            </label>
            <button class="button is-danger" type="submit">
              {t('stopSet')}
            </button>
          </PostForm>
        </Card>
      </>,
    );
  }

  forms.on('/stops', {
    endpoint: endpoints.hqSetStop,
    body(_, fields, c) {
      const until = fields.text('until').trim();
      const untilMs = until === '' ? null : Date.parse(`${until}Z`) - brandUtcOffsetMs;
      if (untilMs !== null && !(untilMs > deps.clock.nowMs()))
        return new NotAsked(c.get('visit').t('stopBadUntil'), 'stopBadUntil');
      const why = { reason: fields.text('reason').trim(), untilMs };
      const or = (name: string) => fields.text(name) || null;
      const kind = fields.text('kind');
      if (kind === 'module') return { kind, module: fields.text('module'), ...why };
      if (kind === 'payouts') return { kind, ...why };
      return { kind, province: or('province'), city: or('city'), channel: or('channel'), ...why };
    },
    words: { province: 'stopBadCity' },
    next: () => path,
    again: show,
  });
  forms.on('/stops/:stopId/lift', { endpoint: endpoints.hqLiftStop, next: () => path, again: show });
}
