/** @jsxImportSource hono/jsx */
import type { Reach } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { abilities, contactNameSchema, shopPhoneSchema } from '@jindian/shared/contract/places/network';
import { type PlaceFilter, placeFilterSchema } from '@jindian/shared/contract/places/place-filter';
import type { Wave } from '@jindian/shared/contract/places/rollout';
import { readCalendar, readWeekly } from '@jindian/shared/hours';
import type { Hono } from 'hono';
import { placesFound } from '../../../places/network/place-filter.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormFields, fieldsOf } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { readFee, readRadius } from '../places/location-change.ts';
import { minuteOf } from '../places/location-hours.tsx';
import { placesPath } from '../places/place-list.ts';
import { Block, Check } from '../serving/sourcing-inputs.tsx';
import { bulkPath } from './bulk-edit.tsx';
import { choiceIn, maybe, said, Unreadable, unreadable, wholeNumber } from './bulk-form.ts';
import { namesOfPlaces } from './bulk-names.ts';
import {
  ChoiceFields,
  choiceText,
  LeftOut,
  Line,
  leftOf,
  Maybe,
  NothingChosen,
  Pick,
  unknownText,
} from './bulk-parts.tsx';

const path = `${placesPath}/bulk`;
const maxTextLength = 1_000;
const noWave = 'none';

/** What is to change of many places: the form leads to the page that shows what each would become. */
export function placeBulkPage(
  hq: Hono<HqEnvironment>,
  { network, ownersCalled, rollout }: Pick<HqDeps, 'network' | 'ownersCalled' | 'rollout'>,
  forms: FormRegistry,
): void {
  async function takenBy(filter: PlaceFilter, reach: Reach) {
    const snapshot = await network.current();
    const { items } = await placesFound(snapshot, filter, reach, ownersCalled);
    if (filter.text === undefined) return { count: items.length, left: [] };
    const taken = await placesFound(snapshot, filter, reach, ownersCalled, { literal: true });
    return { count: taken.items.length, left: leftOf(items, taken.items, ({ name }) => name) };
  }

  async function show(c: HqContext, fields: FormFields, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const choice = choiceIn(fields, placeFilterSchema, fault === null);
    const reach = reachOn(c, 'locations.manage');
    const filter = 'filter' in choice ? (choice.filter as PlaceFilter) : null;
    const ids = 'ids' in choice ? choice.ids : [];
    const { count, left } = filter ? await takenBy(filter, reach) : { count: ids.length, left: [] };
    const waves = reach.whole ? await rollout.waves() : [];
    return page(
      c,
      {
        title: t('bulkPlaces'),
        place: 'locations',
        backTo: { href: placesPath, text: t('locationsTitle') },
        status: fault?.status ?? ('unknown' in choice ? 400 : 200),
      },
      'unknown' in choice || count === 0 ? (
        <Card id="bulk" title={t('bulkPlaces')}>
          <LeftOut visit={visit} left={left} text={filter?.text} />
          <NothingChosen
            visit={visit}
            choice={choice}
            list={{ href: placesPath, text: t('locationsTitle') }}
          />
        </Card>
      ) : (
        <Card id="bulk" title={choiceText(visit, filter, count, namesOfPlaces(waves))} lead={t('bulkLead')}>
          <LeftOut visit={visit} left={left} text={filter?.text} />
          <PostForm c={c} action={path} fault={fault}>
            <ChoiceFields choice={choice} />
            <Fields
              visit={visit}
              waves={waves}
              delivers={!c.get('off').includes('deliveries')}
              fault={fault}
            />
            <button class="button" type="submit">
              {t('bulkReview')}
            </button>
          </PostForm>
        </Card>
      ),
    );
  }

  hq.get('/locations/bulk', (c) => show(c, fieldsOf(new URL(c.req.url).searchParams)));
  forms.on('/locations/bulk', {
    endpoint: endpoints.hqPreviewBulkPlaces,
    body(_body, fields, c) {
      const { t } = c.get('visit');
      try {
        const choice = choiceIn(fields, placeFilterSchema);
        if ('unknown' in choice) return new NotAsked(unknownText(c.get('visit'), choice), 'bulkBadFilter');
        const change = placeChange(fields);
        if (Object.keys(change).length === 0) return new NotAsked(t('bulkNothing'), 'bulkNothing');
        return { choice, change };
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        return new NotAsked(t('bulkBad', { label: t(error.label) }), 'bulkBad', error.field);
      }
    },
    next: ({ id }) => `${bulkPath('places')}/${id}`,
    again: (c, fault) => show(c, fault.fields, fault),
  });
}

export function placeChange(fields: FormFields): Record<string, unknown> {
  const text = (name: string) => fields.text(name).trim();
  const abilitiesHow = text('abilities.how');
  return said({
    status: text('status') || undefined,
    hours: hoursIn(text('opens'), text('closes')),
    weeklyHours: maybe(fields, 'weekly', 'bulkWeekly', (typedText) => readWeekly(typedText) ?? undefined),
    clearDays: text('clearDays') || undefined,
    addDays:
      text('addDays') === ''
        ? undefined
        : (readCalendar(text('addDays')) ?? unreadable('bulkAddDays', 'addDays')),
    abilities:
      abilitiesHow === 'set' ? abilities.filter((one) => fields.all('abilities').includes(one)) : undefined,
    serviceRadiusMeters: maybe(fields, 'radius', 'columnRadius', (km) => readRadius(km) ?? undefined),
    maxOrdersPerDay: maybe(fields, 'ordersPerDay', 'columnOrdersPerDay', wholeNumber(1_000_000)),
    deliveryFee: feeIn(fields),
    phone: maybe(fields, 'phone', 'columnPhone', (typedText) => shopPhoneSchema.safeParse(typedText).data),
    contactName: maybe(
      fields,
      'contactName',
      'columnContact',
      (typedText) => contactNameSchema.safeParse(typedText).data,
    ),
    contactPhone: maybe(
      fields,
      'contactPhone',
      'columnContactPhone',
      (typedText) => shopPhoneSchema.safeParse(typedText).data,
    ),
    waveId: text('wave') === '' ? undefined : text('wave') === noWave ? null : text('wave'),
  });
}

function hoursIn(opens: string, closes: string) {
  if (opens === '' && closes === '') return undefined;
  const [opensAtMinute, closesAtMinute] = [minuteOf(opens), minuteOf(closes)];
  if (opensAtMinute === null) return unreadable('columnHours', 'opens');
  return closesAtMinute === null ? unreadable('columnHours', 'closes') : { opensAtMinute, closesAtMinute };
}

function feeIn(fields: FormFields) {
  const freeFromYuan = fields.text('freeFrom');
  const fee = maybe(
    fields,
    'fee',
    'changeFee',
    (text) => readFee({ feeYuan: text, freeFromYuan: '' }) ?? undefined,
  );
  if (freeFromYuan.trim() === '' || fee === null) return fee;
  const whole = fee && readFee({ feeYuan: fields.text('fee'), freeFromYuan });
  return whole ?? unreadable('changeFee', 'freeFrom');
}

function Fields(props: { visit: Visit; waves: readonly Wave[]; delivers: boolean; fault: FormFault | null }) {
  const { visit, waves, delivers, fault } = props;
  const { t } = visit;
  const own = { visit, fault };
  return (
    <>
      <div class="field-pair">
        <Pick
          {...own}
          name="status"
          label="bulkStatus"
          options={[
            ['suspended', t('bulkSuspend')],
            ['open', t('bulkResume')],
          ]}
        />
        {waves.length === 0 ? null : (
          <Pick
            {...own}
            name="wave"
            label="bulkWave"
            options={[...waves.map(({ id, name }) => [id, name] as const), [noWave, t('rolloutNoWave')]]}
          />
        )}
      </div>
      <div class="field-pair">
        <Line fault={fault} name="opens" label={t('changeOpens')} type="time" />
        <Line fault={fault} name="closes" label={t('changeCloses')} type="time" />
      </div>
      <Maybe
        {...own}
        name="weekly"
        label="bulkWeekly"
        none="bulkWeeklySame"
        hint="bulkWeeklyHint"
        maxlength={200}
      />
      <Pick {...own} name="clearDays" label="bulkClearDays" options={[['all', t('bulkClearAll')]]} />
      <Line
        fault={fault}
        name="addDays"
        label={t('bulkAddDays')}
        hint={t('bulkAddDaysHint')}
        maxlength={maxTextLength}
        isLong
      />
      <Maybe {...own} name="phone" label="columnPhone" none="bulkNone" maxlength={20} />
      <Maybe {...own} name="contactName" label="columnContact" none="bulkNone" maxlength={60} />
      <Maybe {...own} name="contactPhone" label="columnContactPhone" none="bulkNone" maxlength={20} />
      {delivers ? <DeliveryFields visit={visit} fault={fault} /> : null}
    </>
  );
}

function DeliveryFields({ visit, fault }: { visit: Visit; fault: FormFault | null }) {
  const { t, code } = visit;
  const own = { visit, fault };
  return (
    <>
      <Maybe
        {...own}
        name="radius"
        label="columnRadius"
        none="bulkNoLimit"
        mode="decimal"
        maxlength={8}
        hint="bulkKm"
      />
      <Maybe
        {...own}
        name="ordersPerDay"
        label="columnOrdersPerDay"
        none="bulkNoLimit"
        mode="numeric"
        maxlength={7}
      />
      <Maybe
        {...own}
        name="fee"
        label="changeFee"
        none="bulkAsBrand"
        mode="decimal"
        maxlength={7}
        hint="bulkYuan"
      />
      <Line fault={fault} name="freeFrom" label={t('changeFreeFrom')} mode="decimal" maxlength={9} />
      <Pick {...own} name="abilities.how" label="columnAbilities" options={[['set', t('bulkSet')]]} />
      <Block legend={`${t('columnAbilities')} · ${t('bulkSet')}`}>
        {abilities.map((one) => (
          <Check
            label={code('ability', one)}
            name="abilities"
            value={one}
            on={fault?.fields.all('abilities').includes(one) ?? false}
          />
        ))}
      </Block>
    </>
  );
}
