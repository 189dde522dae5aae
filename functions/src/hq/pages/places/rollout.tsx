/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type MovedPlace,
  type RolloutCheck,
  type RolloutState,
  rolloutCheckTexts,
  type Wave,
} from '@jindian/shared/contract/places/rollout';
import type { Hono } from 'hono';
import { locationsWithin } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { areaText } from './place-list.ts';

const base = '/hq/rollout';
const placesOnPage = 40;
const noWave = 'none';

type RolloutHqDeps = Pick<HqDeps, 'network' | 'rollout'>;

/** Where a point of the checklist is put right; null: only at the branch itself. */
const whereDone: Readonly<Record<RolloutCheck, ((locationId: string) => string) | null>> = {
  hours: (id) => `/hq/locations/${id}`,
  staff: () => '/hq/invitations',
  stock: () => '/hq/import',
  labels: (id) => `/hq/labels?location=${id}`,
  practice: null,
};

/** Branches on their way to opening, wave by wave: what each is missing, and how it goes on. */
export function rolloutPages(hq: Hono<HqEnvironment>, deps: RolloutHqDeps, forms: FormRegistry): void {
  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const reach = reachOn(c, 'locations.read');
    const [snapshot, waves] = await Promise.all([deps.network.current(), deps.rollout.waves()]);
    const within = locationsWithin(snapshot, reach).filter(({ kind }) => kind === 'branch');
    const waveOf = new Map(waves.flatMap((wave) => wave.locationIds.map((id) => [id, wave.id] as const)));
    const asked = c.req.query('wave') ?? fault?.fields.text('waveId') ?? '';
    // Without a wave: what is on its way. Of a wave: all of it, so that what has opened is seen, too.
    const meant = within
      .filter(({ id, status }) =>
        asked === ''
          ? status === 'preparing' || status === 'rehearsing'
          : asked === noWave
            ? !waveOf.has(id) && (status === 'preparing' || status === 'rehearsing')
            : waveOf.get(id) === asked,
      )
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const from = Math.max(0, Number(c.req.query('from')) || 0);
    const shown = meant.slice(from, from + placesOnPage);
    const states = await deps.rollout.states(shown.map(({ id }) => id));
    const mayMove = reachOn(c, 'locations.manage');
    const chosen = waves.find(({ id }) => id === asked) ?? null;
    const said = (more: Record<string, string>) =>
      `${base}?${new URLSearchParams({ ...(asked ? { wave: asked } : {}), ...more })}`;
    const counts = (wave: Wave) => {
      const open = wave.locationIds.filter((id) => snapshot.location(id)?.status === 'open').length;
      return t('rolloutWaveCount', { open, all: wave.locationIds.length });
    };
    return page(
      c,
      {
        title: t('rolloutTitle'),
        place: 'locations',
        backTo: { href: '/hq/locations', text: t('locationsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {fault && !ofForm(fault, base, 'add') ? <Notice kind="bad">{fault.text}</Notice> : null}
        <MovedNotice c={c} />
        <p class="page-lead">
          {t('rolloutLead')} {t('rolloutWhere')}
        </p>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="places"
              title={
                chosen ? `${chosen.name} · ${chosen.plannedDay}` : t('rolloutPlaces', { count: meant.length })
              }
              flush
            >
              {shown.length === 0 ? (
                chosen ? (
                  <Empty text={t('rolloutNoneInWave')} action={{ href: base, text: t('rolloutOnTheWay') }} />
                ) : (
                  <Empty
                    text={t('rolloutNone')}
                    action={{ href: '/hq/locations/new', text: t('placeNew') }}
                  />
                )
              ) : (
                <PostForm c={c} action={base} layout="">
                  <PlaceTable visit={visit} states={states} snapshot={snapshot} />
                  {mayMove.whole || shown.length > 0 ? (
                    <div class="actions table-foot">
                      <button class="button" type="submit" name="act" value="rehearsing">
                        {t('rolloutRehearse')}
                      </button>
                      <button class="button" type="submit" name="act" value="open">
                        {t('rolloutOpen')}
                      </button>
                      <button class="button is-plain" type="submit" name="act" value="preparing">
                        {t('rolloutBack')}
                      </button>
                      {mayMove.whole && waves.length > 0 ? (
                        <>
                          <select name="into" aria-label={t('rolloutInto')}>
                            {waves.map(({ id, name }) => (
                              <option value={id}>{name}</option>
                            ))}
                            <option value={noWave}>{t('rolloutNoWave')}</option>
                          </select>
                          <button class="button is-plain" type="submit" name="act" value="put">
                            {t('rolloutPut')}
                          </button>
                        </>
                      ) : null}
                    </div>
                  ) : null}
                </PostForm>
              )}
              {meant.length > from + placesOnPage ? (
                <p class="table-foot">
                  <a href={said({ from: String(from + placesOnPage) })}>{t('rolloutMore')}</a>
                </p>
              ) : null}
            </Card>
          </div>
          <div class="column">
            <Card id="waves" title={t('rolloutWaves')} lead={t('rolloutWavesLead')}>
              <ul class="plain-list">
                <li>
                  <a href={base}>{t('rolloutOnTheWay')}</a>
                </li>
                {waves.map((wave) => (
                  <li>
                    <a href={`${base}?wave=${wave.id}`}>
                      {wave.name} · {wave.plannedDay}
                    </a>{' '}
                    <span class="muted">{counts(wave)}</span>
                  </li>
                ))}
                <li>
                  <a href={`${base}?wave=${noWave}`}>{t('rolloutNoWave')}</a>
                </li>
              </ul>
            </Card>
            {mayMove.whole && chosen ? (
              <Card id="wave" title={t('rolloutChange')}>
                <SeenForm c={c} action={base} act="change" revision={chosen.revision} fault={fault}>
                  <input type="hidden" name="waveId" value={chosen.id} />
                  <WaveFields visit={visit} name={chosen.name} day={chosen.plannedDay} />
                </SeenForm>
              </Card>
            ) : null}
            {mayMove.whole && chosen ? (
              <Card id="remove-wave" title={t('rolloutRemove')}>
                <SeenForm c={c} action={base} act="remove" revision={chosen.revision} fault={fault}>
                  <input type="hidden" name="waveId" value={chosen.id} />
                  {chosen.locationIds.length === 0 ? (
                    <p class="muted">{t('rolloutRemoveEmpty')}</p>
                  ) : (
                    <label class="check">
                      <input type="checkbox" name="withPlaces" value="yes" required />
                      <span>{t('rolloutRemovePlaces', { count: chosen.locationIds.length })}</span>
                    </label>
                  )}
                  <button class="button is-danger" type="submit">
                    {t('rolloutRemove')}
                  </button>
                </SeenForm>
              </Card>
            ) : null}
            {mayMove.whole ? (
              <Card id="new-wave" title={t('rolloutNewWave')}>
                <PostForm c={c} action={base} act="add" fault={fault}>
                  <WaveFields
                    visit={visit}
                    name={typed(ofForm(fault, base, 'add'), 'name', '')}
                    day={typed(ofForm(fault, base, 'add'), 'plannedDay', '')}
                  />
                </PostForm>
              </Card>
            ) : null}
          </div>
        </div>
      </>,
    );
  }

  hq.get('/rollout', (c) => show(c));

  const move = (to: 'preparing' | 'rehearsing' | 'open') => ({
    endpoint: endpoints.hqMovePlaces,
    body: (_: unknown, fields: FormFields) => ({ locationIds: fields.all('place'), to }),
    words: { locationIds: 'rolloutChooseSome' } as const,
    next: ({ items }: { items: MovedPlace[] }) => {
      const stay = items.filter(({ refused }) => refused !== null);
      return `${base}?moved=${items.length - stay.length}&stay=${stay.length}`;
    },
    again: (c: HqContext, fault: FormFault) => show(c, fault),
  });
  forms.acts('/rollout', {
    rehearsing: move('rehearsing'),
    open: move('open'),
    preparing: move('preparing'),
    put: {
      endpoint: endpoints.hqPutInWave,
      body: (_: unknown, fields: FormFields) => ({
        waveId: fields.text('into') === noWave ? null : fields.text('into'),
        locationIds: fields.all('place'),
      }),
      words: { locationIds: 'rolloutChooseSome' },
      next: (_: unknown, __: HqContext, fields: FormFields) => `${base}?wave=${fields.text('into')}`,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    },
    add: {
      endpoint: endpoints.hqAddWave,
      next: ({ id }: Wave) => `${base}?wave=${id}`,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    },
    remove: {
      endpoint: endpoints.hqRemoveWave,
      params: (_: unknown, fields: FormFields) => ({ waveId: fields.text('waveId') }),
      body: ({ revision }: Record<string, unknown>, fields: FormFields) => ({
        revision,
        withPlaces: fields.text('withPlaces') === 'yes',
      }),
      next: () => base,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    },
    change: {
      endpoint: endpoints.hqChangeWave,
      params: (_: unknown, fields: FormFields) => ({ waveId: fields.text('waveId') }),
      next: ({ id }: Wave) => `${base}?wave=${id}`,
      again: (c: HqContext, fault: FormFault) => show(c, fault),
    },
  });
}

function MovedNotice({ c }: { c: HqContext }) {
  const { t } = c.get('visit');
  const [moved, stay] = ['moved', 'stay'].map((name) => Number(c.req.query(name)) || 0) as [number, number];
  return (
    <>
      {moved > 0 ? <Notice kind="good">{t('rolloutMoved', { count: moved })}</Notice> : null}
      {stay > 0 ? <Notice kind="bad">{t('rolloutStay', { count: stay })}</Notice> : null}
    </>
  );
}

function WaveFields({ visit: { t }, name, day }: { visit: Visit; name: string; day: string }) {
  return (
    <>
      <label class="field">
        <span>{t('rolloutName')}</span>
        <input name="name" maxlength={40} autocomplete="off" value={name} required />
      </label>
      <label class="field">
        <span>{t('rolloutDay')}</span>
        <input name="plannedDay" type="date" value={day} required />
      </label>
      <button class="button is-plain" type="submit">
        {t('rolloutSave')}
      </button>
    </>
  );
}

function Missing({
  visit: { t, language },
  check,
  locationId,
}: {
  visit: Visit;
  check: RolloutCheck;
  locationId: string;
}) {
  const href = whereDone[check]?.(locationId);
  const text = rolloutCheckTexts[check][language];
  return href ? (
    <a href={href}>{text}</a>
  ) : (
    <>
      {text}
      <span class="sub">{t('rolloutAtBranch')}</span>
    </>
  );
}

function PlaceTable({
  visit,
  states,
  snapshot,
}: {
  visit: Visit;
  states: readonly RolloutState[];
  snapshot: Awaited<ReturnType<RolloutHqDeps['network']['current']>>;
}) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnPlace'), kind: 'main' },
    { label: t('columnStatus') },
    { label: t('rolloutWave') },
    { label: t('rolloutMissing') },
  ];
  return (
    <Table caption={t('rolloutTitle')} columns={columns}>
      {states.map(({ locationId, status, wave, checks }) => {
        const place = snapshot.location(locationId);
        const missing = checks.filter(({ done }) => !done);
        return (
          <Row
            columns={columns}
            cells={[
              <>
                <label class="check">
                  <input type="checkbox" name="place" value={locationId} />
                  <span>{place?.name[language] ?? locationId}</span>
                </label>
                <span class="sub">
                  <a href={`/hq/locations/${locationId}`}>{locationId}</a>
                  {place ? ` · ${areaText(place)}` : ''}
                </span>
              </>,
              <Chip kind={status}>{visit.code('status', status)}</Chip>,
              wave ? `${wave.name} · ${wave.plannedDay}` : t('none'),
              status === 'open' ? (
                t('none')
              ) : missing.length === 0 ? (
                <Chip kind="completed">{t('rolloutReady')}</Chip>
              ) : (
                <ul class="plain-list">
                  {missing.map(({ check }) => (
                    <li>
                      <Missing visit={visit} check={check} locationId={locationId} />
                    </li>
                  ))}
                </ul>
              ),
            ]}
          />
        );
      })}
    </Table>
  );
}
