/** @jsxImportSource hono/jsx */

import { type LocalizedText, locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import { abilities, type Location, locationStatusSchema } from '@jindian/shared/contract/places/network';
import { pictureAddress } from '@jindian/shared/picture-address';
import type { Hono } from 'hono';
import { placeEvent } from '../../../places/network/machine.ts';
import { isOpenAt } from '../../../places/network/opening-hours.ts';
import type { LocationChange } from '../../../places/network/service.ts';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import type { FormFault } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { spansText } from '../../ui/days.tsx';
import { page } from '../../ui/layout.tsx';
import { Owners } from '../../ui/owners.tsx';
import { Card, Chip, Facts, Live, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { PriceLinks } from '../goods/own-prices.tsx';
import { HistoryLink } from '../people/history-link.tsx';
import { Block, Check } from '../serving/sourcing-inputs.tsx';
import {
  abilitiesText,
  contactText,
  feeText,
  formOf,
  hoursText,
  type LocationForm,
  ordersPerDayText,
  phoneText,
  radiusText,
  readChange,
  typedForm,
} from './location-change.ts';
import { confirmPage } from './location-confirm.tsx';
import { areaText } from './place-list.ts';
import { changedByTable, SeenPlace } from './seen-place.tsx';
import { StillThereCard } from './still-there.tsx';

const publishingSeconds = 2;
const versionPattern = /^[0-9a-f]{1,8}-[0-9a-f]{1,8}$/;

/** One place: what it is, and a change of it in two steps, so that nothing is closed by a slip. */
export function locationPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'network' | 'networkVersion' | 'clock' | 'categoryNames'>,
  forms: FormRegistry,
): void {
  const { network, networkVersion, clock } = deps;

  async function placeOf(c: HqContext): Promise<Location | null> {
    const id = locationIdSchema.safeParse(c.req.param('locationId')).data;
    const location = id ? ((await network.location(id)) ?? (await madeJustNow(id))) : null;
    return location && reaches(reachOn(c, 'locations.read'), location) ? location : null;
  }

  /** One that is written, and not in force yet. */
  async function madeJustNow(id: string): Promise<Location | null> {
    const edited = await network.edited(id);
    return edited.ok ? edited.value : null;
  }

  /** As it is edited: the latest change may not be in force yet. */
  async function editedOf(location: Location): Promise<EditedLocation> {
    const edited = await network.edited(location.id);
    return edited.ok ? edited.value : { ...location, revision: 0 };
  }

  async function show(c: HqContext, location: Location, fault: FormFault | null) {
    const visit = c.get('visit');
    const [snapshot, version, edited, categories] = await Promise.all([
      network.current(),
      networkVersion(),
      editedOf(location),
      deps.categoryNames(),
    ]);
    const form = fault ? typedForm(fault.fields) : formOf(edited);
    const changedFrom = c.req.query('changed');
    const before = changedFrom !== undefined && versionPattern.test(changedFrom) ? changedFrom : null;
    // What is on its way to closing, or was refused it.
    const isEnding = edited.status === 'suspended' || fault?.code === 'place_not_empty';
    const left = isEnding ? await network.stillThere(location.id) : null;
    const mayChange = reaches(reachOn(c, 'locations.manage'), location);
    const changeCard = mayChange ? <ChangeCard c={c} location={edited} form={form} fault={fault} /> : null;
    return page(
      c,
      {
        title: location.name[visit.language],
        place: 'locations',
        backTo: { href: '/hq/locations', text: visit.t('locationsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {before === null ? null : <Published visit={visit} before={before} version={version} />}
        <div class="columns">
          <div class="column is-wide">
            <PlaceCard
              c={c}
              visit={visit}
              location={location}
              snapshot={snapshot}
              version={version}
              isOpen={isOpenAt(location, clock.nowMs())}
              categories={categories}
            />
            {left?.ok ? <StillThereCard c={c} location={edited} left={left.value} /> : null}
          </div>
          <div class="column">
            {before === null ? (
              changeCard
            ) : (
              <Live visit={visit} id="change-form" seconds={publishingSeconds}>
                {changeCard}
              </Live>
            )}
          </div>
        </div>
      </>,
    );
  }

  hq.get('/locations/:locationId', async (c) => {
    const location = await placeOf(c);
    return location ? show(c, location, null) : notFoundPage(c);
  });

  /** Versions of the network before each change, for the page that says when it is published. */
  const versionBefore = new WeakMap<HqContext, string>();
  forms.on('/locations/:locationId', {
    endpoint: endpoints.hqChangeLocation,
    async body({ revision }, fields, c) {
      const location = await placeOf(c);
      const stale = await changedByTable(c, network, fields);
      if (stale) return stale;
      const read = location ? readChange(typedForm(fields), await editedOf(location)) : { change: {} };
      return 'fault' in read
        ? new NotAsked(c.get('visit').t(read.fault), read.fault)
        : { ...read.change, revision };
    },
    async before(c, { body }, fields) {
      const location = await placeOf(c);
      if (!location) return notFoundPage(c);
      versionBefore.set(c, await networkVersion());
      if (fields.text('confirmed') === 'yes') return null;
      const change = body as LocationChange;
      const isEnding = change.status === 'suspended' || change.status === 'closed';
      const left = isEnding ? await network.stillThere(location.id) : null;
      return confirmPage(c, await editedOf(location), fields, change, left?.ok ? left.value : null);
    },
    next: ({ id }, c) => `/hq/locations/${id}?changed=${versionBefore.get(c)}`,
    async again(c, fault) {
      const location = await placeOf(c);
      return location ? show(c, location, fault) : notFoundPage(c);
    },
  });
}

/** The change is stored at once; the snapshot that functions hold is made anew a moment later. */
function Published({ visit, before, version }: { visit: Visit; before: string; version: string }) {
  return (
    <Live visit={visit} id="published" seconds={publishingSeconds}>
      {version === before ? (
        <Notice kind="good">{visit.t('changedPublishing')}</Notice>
      ) : (
        <Notice kind="good">{visit.t('changedPublished', { before, after: version })}</Notice>
      )}
    </Live>
  );
}

function PlaceCard({
  c,
  visit,
  location,
  snapshot,
  version,
  isOpen,
  categories,
}: {
  c: HqContext;
  visit: Visit;
  location: Location;
  snapshot: NetworkSnapshot;
  version: string;
  isOpen: boolean;
  categories: ReadonlyMap<string, LocalizedText>;
}) {
  const { t, language } = visit;
  const served = snapshot.grids.filter(({ branchId }) => branchId === location.id);
  return (
    <Card
      id="place"
      title={location.id}
      lead={visit.code('locationKind', location.kind)}
      tools={
        location.kind === 'branch' ? (
          <a class="button is-plain is-small" href={`/hq/labels?location=${location.id}`}>
            {t('printLabels')}
          </a>
        ) : undefined
      }
    >
      {location.kind === 'branch' ? (
        <PriceLinks c={c} place={location} here={`/hq/locations/${location.id}`} />
      ) : null}
      {location.imagePath ? (
        <img
          class="place-picture"
          src={pictureAddress(location.imagePath, 800)}
          alt={t('placePicture')}
          loading="lazy"
        />
      ) : null}
      <Live visit={visit} id="place-facts" seconds={publishingSeconds}>
        <Facts
          rows={[
            [
              t('columnStatus'),
              <>
                <Chip kind={location.status}>{visit.code('status', location.status)}</Chip>{' '}
                {location.status === 'open' ? (
                  <span class="muted">{t(isOpen ? 'openNow' : 'closedNow')}</span>
                ) : null}
              </>,
            ],
            [t('columnHours'), hoursText(visit, location)],
            [t('hoursExceptions'), spansText(visit, location.exceptions ?? []) || t('none')],
            [t('columnRadius'), radiusText(visit, location.serviceRadiusMeters)],
            [t('columnOrdersPerDay'), ordersPerDayText(visit, location)],
            [t('columnAbilities'), abilitiesText(visit, location)],
            [t('columnPhone'), phoneText(visit, location)],
            [t('columnContact'), contactText(visit, location)],
            ...(c.get('off').includes('deliveries')
              ? []
              : [[t('changeFee'), feeText(visit, location)] as [string, string]]),
            [
              t('locationOwner'),
              location.ownership === 'hq'
                ? visit.code('ownership', 'hq')
                : [`${visit.code('ownership', 'dealer')} `, <Owners c={c} ids={[location.ownerId]} />],
            ],
            [t('columnArea'), areaText(location)],
            [t('locationAddress'), location.address[language]],
            [t('locationGrid'), snapshot.grid(location.gridId ?? '')?.name[language] ?? t('none')],
            [
              t('locationServesGrid'),
              served.length === 0 ? t('none') : served.map(({ name }) => name[language]).join(' · '),
            ],
            [
              t('locationTrades'),
              location.trades.map((id) => categories.get(id)?.[language] ?? id).join(' · ') || t('none'),
            ],
            [t('locationPoint'), `${location.lngGcj02.toFixed(5)}, ${location.latGcj02.toFixed(5)}`],
            [
              t('networkVersion'),
              <>
                <code>{version}</code>
                <span class="sub">{t('networkVersionHint')}</span>
              </>,
            ],
          ]}
        />
      </Live>
    </Card>
  );
}

function ChangeCard({
  c,
  location,
  form,
  fault,
}: {
  c: HqContext;
  location: EditedLocation;
  form: LocationForm;
  fault: FormFault | null;
}) {
  const visit = c.get('visit');
  const { t } = visit;
  return (
    <Card id="change" title={t('changeTitle')} lead={t('changeLead')}>
      <p class="page-tools">
        <a class="button is-plain is-small" href={`/hq/locations/${location.id}/hours`}>
          {t('hoursTitle')}
        </a>
        <a class="button is-plain is-small" href={`/hq/locations/${location.id}/details`}>
          {t('placeDetails')}
        </a>
        <HistoryLink c={c} kind="location" id={location.id} />
      </p>
      <SeenForm c={c} action={`/hq/locations/${location.id}`} revision={location.revision} fault={fault}>
        <SeenPlace place={location} />
        <fieldset class="choices">
          <legend>{t('changeStatus')}</legend>
          {locationStatusSchema.options
            .filter((one) => one === location.status || placeEvent(location.kind, location.status, one))
            .map((status) => (
              <label>
                <input type="radio" name="status" value={status} checked={form.status === status} />
                <span>{visit.code('status', status)}</span>
              </label>
            ))}
        </fieldset>
        <div class="field-pair">
          <label class="field">
            <span>{t('changeOpens')}</span>
            <input type="time" name="opens" value={form.opens} required />
          </label>
          <label class="field">
            <span>{t('changeCloses')}</span>
            <input type="time" name="closes" value={form.closes} required />
          </label>
        </div>
        <label class="field">
          <span>{t('changeRadius')}</span>
          <input
            name="radiusKm"
            inputmode="decimal"
            autocomplete="off"
            maxlength={8}
            value={form.radiusKm}
            aria-invalid={fault?.word === 'changeBadRadius' ? 'true' : undefined}
          />
        </label>
        <label class="field">
          <span>{t('changeOrdersPerDay')}</span>
          <input
            name="ordersPerDay"
            inputmode="numeric"
            autocomplete="off"
            maxlength={6}
            value={form.ordersPerDay}
            aria-invalid={fault?.word === 'changeBadOrders' ? 'true' : undefined}
          />
        </label>
        <label class="field">
          <span>{t('changePhone')}</span>
          <input
            name="phone"
            type="tel"
            autocomplete="off"
            maxlength={20}
            value={form.phone}
            aria-invalid={fault?.word === 'changeBadPhone' ? 'true' : undefined}
          />
        </label>
        {c.get('off').includes('deliveries') ? (
          <>
            <input type="hidden" name="feeYuan" value={form.feeYuan} />
            <input type="hidden" name="freeFromYuan" value={form.freeFromYuan} />
          </>
        ) : (
          <div class="field-pair">
            <label class="field">
              <span>{t('changeFeeYuan')}</span>
              <input
                name="feeYuan"
                inputmode="decimal"
                autocomplete="off"
                maxlength={7}
                value={form.feeYuan}
                placeholder={t('feeAsBrand')}
                aria-invalid={fault?.word === 'changeBadFee' ? 'true' : undefined}
              />
            </label>
            <label class="field">
              <span>{t('changeFreeFrom')}</span>
              <input
                name="freeFromYuan"
                inputmode="decimal"
                autocomplete="off"
                maxlength={9}
                value={form.freeFromYuan}
                aria-invalid={fault?.word === 'changeBadFee' ? 'true' : undefined}
              />
            </label>
          </div>
        )}
        <Block legend={t('columnAbilities')}>
          {abilities.map((ability) => (
            <Check label={visit.code('ability', ability)} name={ability} on={form[ability] === 'yes'} />
          ))}
        </Block>
        <button class="button" type="submit">
          {t('changeReview')}
        </button>
      </SeenForm>
    </Card>
  );
}
