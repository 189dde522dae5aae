/** @jsxImportSource hono/jsx */
import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { clockText, type DayHours, readCalendar, type WeeklyHours } from '@jindian/shared/hours';
import type { Hono } from 'hono';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { DayRows, daysTyped, spansText } from '../../ui/days.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { Check } from '../serving/sourcing-inputs.tsx';
import { changedByTable, SeenPlace } from './seen-place.tsx';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

/** The hours of each weekday, and the days that differ: with what the brand's calendar says, and what is booked then. */
export function locationHoursPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'branchHours' | 'networkVersion'>,
  forms: FormRegistry,
): void {
  const { network, branchHours } = deps;

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const id = locationIdSchema.safeParse(c.req.param('locationId')).data;
    const found = id ? await network.edited(id) : null;
    if (!found?.ok || !reaches(reachOn(c, 'locations.manage'), found.value)) return notFoundPage(c);
    const { value: place } = found;
    const hours = await branchHours.view(place.id);
    if (!hours.ok) return notFoundPage(c);
    const here = `/hq/locations/${place.id}`;
    const { weeklyHours, exceptions, calendar, booked } = hours.value;
    const isSame = fault ? fault.fields.text('everyDay') === 'yes' : weeklyHours === null;
    return page(
      c,
      {
        title: t('hoursTitle'),
        place: 'locations',
        backTo: { href: here, text: place.name[visit.language] },
        status: fault?.status ?? 200,
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="hours" title={place.name[visit.language]} lead={t('hoursLead')}>
            <SeenForm c={c} action={`${here}/hours`} revision={place.revision} fault={fault}>
              <SeenPlace place={place} />
              <Check label={t('hoursEveryDay')} name="everyDay" on={isSame} />
              <p class="hint is-every-day">
                {t('hoursEveryDayHint', {
                  opens: clockText(place.opensAtMinute % 1440),
                  closes: clockText(place.closesAtMinute % 1440),
                })}
              </p>
              {weekdays.map((number) => {
                const usual = weeklyHours ? weeklyHours[number - 1] : place;
                const at = (minute: number | undefined) =>
                  minute === undefined ? '' : clockText(minute % 1440);
                return (
                  <div class="field-pair is-weekday">
                    <label class="field">
                      <span>
                        {visit.code('weekday', String(number))} · {t('changeOpens')}
                      </span>
                      <input
                        type="time"
                        name={`opens.${number}`}
                        value={typed(fault, `opens.${number}`, at(usual?.opensAtMinute))}
                      />
                    </label>
                    <label class="field">
                      <span>{t('changeCloses')}</span>
                      <input
                        type="time"
                        name={`closes.${number}`}
                        value={typed(fault, `closes.${number}`, at(usual?.closesAtMinute))}
                      />
                    </label>
                  </div>
                );
              })}
              <small class="hint is-weekday">{t('hoursEmptyIsClosed')}</small>
              <DayRows
                visit={visit}
                name="exceptions"
                legend={t('hoursExceptions')}
                hint={t('hoursExceptionsHint')}
                days={exceptions}
                fault={fault}
                wrong={fault?.word === 'hoursBadExceptions'}
              />
              <button class="button" type="submit">
                {t('placeSave')}
              </button>
            </SeenForm>
          </Card>
        </div>
        <div class="column">
          <Card id="hours-known" title={t('hoursAhead')}>
            <Facts
              rows={[
                [t('hoursOwn'), spansText(visit, exceptions) || t('none')],
                [t('hoursBrand'), spansText(visit, calendar) || t('none')],
                ...booked.map(({ day, orders }): [string, string] => [day, t('hoursBooked', { orders })]),
              ]}
            />
          </Card>
        </div>
      </div>,
    );
  }

  hq.get('/locations/:locationId/hours', (c) => show(c));
  forms.on('/locations/:locationId/hours', {
    endpoint: endpoints.hqChangeLocation,
    async body({ revision }, fields, c) {
      const { t } = c.get('visit');
      const stale = await changedByTable(c, network, fields);
      if (stale) return stale;
      const exceptions = readCalendar(daysTyped(fields, 'exceptions') ?? '');
      if (exceptions === null) return new NotAsked(t('hoursBadExceptions'), 'hoursBadExceptions');
      const weeklyHours = fields.text('everyDay') === 'yes' ? null : readWeek(fields);
      if (weeklyHours === undefined) return new NotAsked(t('hoursBadWeek'), 'hoursBadWeek');
      return { weeklyHours, exceptions, revision };
    },
    // Its page says that it was saved, and when the new network is there.
    next: async ({ id }) => `/hq/locations/${id}?changed=${await deps.networkVersion()}`,
    again: (c, fault) => show(c, fault),
  });
}

/** Undefined where one of two times is missing. */
function readWeek(fields: FormFields): WeeklyHours | undefined {
  const week: DayHours[] = [];
  for (const number of weekdays) {
    const [opens, closes] = [fields.text(`opens.${number}`), fields.text(`closes.${number}`)];
    if (opens === '' && closes === '') week.push(null);
    else {
      const [opensAtMinute, closesAtMinute] = [minuteOf(opens), minuteOf(closes)];
      if (opensAtMinute === null || closesAtMinute === null) return undefined;
      week.push({ opensAtMinute, closesAtMinute });
    }
  }
  return week;
}

export function minuteOf(text: string): number | null {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/.exec(text.trim());
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
}
