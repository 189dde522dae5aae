/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { idPicked, pickedText } from '../../forms/picked.ts';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { noPlaceText, PlaceFields, placeBody } from './place-fields.tsx';

const path = '/hq/locations/new';
/** As many as a list to choose from may hold; any other is typed. */
const maxOwners = 500;
const kinds = ['branch', 'branch_warehouse', 'central_warehouse'] as const;

/** A branch or a warehouse is made: in preparation, until its page opens it. */
export function newLocationPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'categoryRoots' | 'network' | 'ownerNames' | 'ownership'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const [{ locations }, known] = await Promise.all([deps.network.current(), deps.ownership.owners.all()]);
    const ownerIds = [...known, ...locations].map(({ ownerId }) => ownerId);
    const [roots, owners] = await Promise.all([
      deps.categoryRoots(),
      deps.ownerNames([...new Set(['hq', ...ownerIds])].slice(0, maxOwners)),
    ]);
    const at = (name: string, otherwise: string) => typed(fault, name, otherwise);
    return page(
      c,
      {
        title: t('placeNew'),
        place: 'locations',
        backTo: { href: '/hq/locations', text: t('locationsTitle') },
        status: fault?.status ?? 200,
      },
      <Card id="new-place" title={t('placeNew')} lead={t('placeNewLead')}>
        <PostForm c={c} action={path} fault={fault}>
          <fieldset class="choices">
            <legend>{t('columnLocationKind')}</legend>
            {(c.get('off').includes('warehouses') ? kinds.slice(0, 1) : kinds).map((kind) => (
              <label>
                <input type="radio" name="kind" value={kind} checked={at('kind', 'branch') === kind} />
                <span>{visit.code('locationKind', kind)}</span>
              </label>
            ))}
          </fieldset>
          <div class="field-pair">
            <label class="field">
              <span>{t('placeId')}</span>
              <input
                name="id"
                value={at('id', '')}
                maxlength={16}
                required
                autocomplete="off"
                aria-invalid={fault?.code === 'place_id_taken' ? 'true' : undefined}
              />
              <small class="hint">{t('placeIdHint')}</small>
            </label>
            {c.get('off').includes('dealers') ? (
              <input type="hidden" name="ownerId" value="hq" />
            ) : (
              <label class="field">
                <span>{t('locationOwner')}</span>
                <input name="ownerId" list="owners" value={at('ownerId', 'hq')} maxlength={40} required />
                <datalist id="owners">
                  {[...owners].map(([id, name]) => (
                    <option value={pickedText(name[visit.language], id)} />
                  ))}
                </datalist>
                <small class="hint">{t('placeOwnerHint')}</small>
              </label>
            )}
          </div>
          <PlaceFields visit={visit} place={noPlaceText} roots={roots} fault={fault} />
          <div class="field-pair">
            <label class="field">
              <span>{t('changeOpens')}</span>
              <input type="time" name="opensAtMinute" value={at('opensAtMinute', '09:00')} required />
            </label>
            <label class="field">
              <span>{t('changeCloses')}</span>
              <input type="time" name="closesAtMinute" value={at('closesAtMinute', '21:00')} required />
            </label>
          </div>
          <label class="field">
            <span>{t('changePhone')}</span>
            <input name="phone" type="tel" value={at('phone', '')} maxlength={20} autocomplete="off" />
          </label>
          <button class="button" type="submit">
            {t('placeMake')}
          </button>
        </PostForm>
      </Card>,
    );
  }

  hq.get('/locations/new', (c) => show(c));
  forms.on('/locations/new', {
    endpoint: endpoints.hqAddLocation,
    body: ({ opensAtMinute, closesAtMinute }, fields) => {
      const ownerId = idPicked(fields.text('ownerId'));
      return {
        ...placeBody(fields),
        id: fields.text('id').trim().toUpperCase(),
        kind: fields.text('kind'),
        ownerId: ownerId.toLowerCase() === 'hq' ? 'hq' : ownerId,
        opensAtMinute,
        closesAtMinute,
        phone: fields.text('phone').trim() || null,
        serviceRadiusMeters: null,
        maxOrdersPerDay: null,
        abilities: ['cold', 'large'],
        // Told by the map; where it has no county, nobody knows.
        province: '',
        city: '',
        county: '',
      };
    },
    words: {
      id: 'placeIdHint',
      latGcj02: 'placeBadPoint',
      lngGcj02: 'placeBadPoint',
      phone: 'changeBadPhone',
    },
    next: ({ id }) => `/hq/locations/${id}`,
    again: (c, fault) => show(c, fault),
  });
}
