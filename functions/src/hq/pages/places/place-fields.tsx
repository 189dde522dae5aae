/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { datums } from '@jindian/shared/import-table';
import { toGcj02 } from '../../../places/network/datum.ts';
import { bothTexts, type FormFields } from '../../forms/fields.ts';
import type { FormFault } from '../../forms/post-form.tsx';
import { FieldFault, typed } from '../../forms/post-form.tsx';
import type { Visit } from '../../visit.ts';
import { Block, Check } from '../serving/sourcing-inputs.tsx';

/** What stands in the fields before anybody typed. */
export type PlaceText = Pick<Location, 'name' | 'address' | 'trades'> & {
  latGcj02: number | null;
  lngGcj02: number | null;
};
export const noPlaceText: PlaceText = {
  name: { zh: '', en: '' },
  address: { zh: '', en: '' },
  trades: [],
  latGcj02: null,
  lngGcj02: null,
};

const doubts: ReadonlySet<string> = new Set(['placeSwapped', 'placeOutside', 'placeElsewhere']);
const shown = (degrees: number | null) => (degrees === null ? '' : String(Number(degrees.toFixed(6))));

/** What a place is called, where it lies and what it carries: the same fields for a new one and for one that is there. */
export function PlaceFields({
  visit,
  place,
  roots,
  fault,
}: {
  visit: Visit;
  place: PlaceText;
  roots: readonly { id: string; name: LocalizedText }[];
  fault: FormFault | null;
}) {
  const { t, language } = visit;
  const text = (name: string, label: string, value: string, required: boolean, max: number) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={typed(fault, name, value)}
        maxlength={max}
        required={required}
        autocomplete="off"
        aria-invalid={fault?.path?.startsWith(name) ? 'true' : undefined}
      />
    </label>
  );
  const again = fault ? pointTyped(fault.fields) : null;
  const isDoubted = doubts.has(fault?.word ?? '');
  const degrees = (name: string, label: string, value: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={value}
        maxlength={14}
        required
        autocomplete="off"
        inputmode="decimal"
        aria-invalid={isDoubted ? 'true' : undefined}
      />
    </label>
  );
  const carried = fault ? fault.fields.all('trades') : place.trades;
  const datum = typed(fault, 'datum', 'gcj02');
  return (
    <>
      <div class="field-pair is-texts">
        {text('name.zh', t('placeNameZh'), place.name.zh, true, 60)}
        {text('name.en', t('placeNameEn'), place.name.en, false, 80)}
      </div>
      <div class="field-pair is-texts">
        {text('address.zh', t('placeAddressZh'), place.address.zh, true, 120)}
        {text('address.en', t('placeAddressEn'), place.address.en, false, 160)}
      </div>
      <div class="field-pair">
        {degrees('latitude', t('placeLatitude'), again?.latitude ?? shown(place.latGcj02))}
        {degrees('longitude', t('placeLongitude'), again?.longitude ?? shown(place.lngGcj02))}
      </div>
      <label class="field">
        <span>{t('placeDatum')}</span>
        <select name="datum">
          {datums.map((one) => (
            <option value={one} selected={one === datum}>
              {visit.code('datum', one)}
            </option>
          ))}
        </select>
        <FieldFault text={isDoubted || fault?.code === 'place_off_map' ? (fault?.text ?? null) : null} />
      </label>
      {fault?.word === 'placeSwapped' ? (
        <button class="button is-plain is-small" type="submit" name="turned" value="yes">
          {t('placeTurn')}
        </button>
      ) : fault?.word === 'placeElsewhere' ? (
        <button class="button is-plain is-small" type="submit" name="pointSure" value="yes">
          {t('placeSure')}
        </button>
      ) : null}
      <Block legend={t('locationTrades')}>
        {roots.map(({ id, name }) => (
          <Check label={name[language]} name="trades" value={id} on={carried.includes(id)} />
        ))}
      </Block>
    </>
  );
}

/** Whom headquarters ask for at a place. */
export function ContactFields({
  visit,
  place,
  fault,
}: {
  visit: Visit;
  place: Pick<Location, 'contactName' | 'contactPhone'>;
  fault: FormFault | null;
}) {
  const { t } = visit;
  const text = (name: 'contactName' | 'contactPhone', label: string, max: number) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        value={typed(fault, name, place[name] ?? '')}
        maxlength={max}
        autocomplete="off"
        aria-invalid={fault?.path === name ? 'true' : undefined}
      />
    </label>
  );
  return (
    <>
      <div class="field-pair is-texts">
        {text('contactName', t('columnContact'), 60)}
        {text('contactPhone', t('columnContactPhone'), 20)}
      </div>
      <p class="hint">{t('contactHint')}</p>
    </>
  );
}

export const contactBody = (fields: FormFields) => ({
  contactName: fields.text('contactName').trim() || null,
  contactPhone: fields.text('contactPhone').trim() || null,
});

/** The point as it was typed, or the other way round where that was asked for. */
export function pointTyped(fields: FormFields): { latitude: string; longitude: string; point: PointGcj02 } {
  const isTurned = fields.text('turned') === 'yes';
  const [latitude, longitude] = (isTurned ? ['longitude', 'latitude'] : ['latitude', 'longitude']).map(
    (name) => fields.text(name).trim(),
  ) as [string, string];
  return { latitude, longitude, point: readPoint(latitude, longitude, fields.text('datum')) };
}

/** What the endpoint is told of them: English as Chinese where none was typed, the point in the datum of the product. */
export function placeBody(fields: FormFields) {
  return {
    name: bothTexts(fields, 'name'),
    address: bothTexts(fields, 'address'),
    ...pointTyped(fields).point,
    trades: fields.all('trades'),
  };
}

/** Not a number where none was typed: the schema says so. */
function readPoint(latitude: string, longitude: string, datum: string): PointGcj02 {
  const degrees = (text: string) =>
    /^-?\d{1,3}(\.\d{1,12})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  const [lat, lng] = [degrees(latitude), degrees(longitude)];
  if (Number.isNaN(lat) || Number.isNaN(lng)) return { latGcj02: lat, lngGcj02: lng };
  return toGcj02({ lat, lng }, datums.find((known) => known === datum) ?? 'gcj02');
}
