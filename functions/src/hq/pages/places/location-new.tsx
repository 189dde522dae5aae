/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Hono } from 'hono';
import { ownersMeant } from '../../../goods/ownership/meant.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { idPicked, pickedText } from '../../forms/picked.ts';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { doubtedPoint } from './doubted-point.ts';
import { ContactFields, contactBody, noPlaceText, PlaceFields, placeBody } from './place-fields.tsx';

const path = '/hq/locations/new';
/** As many as a list to choose from may hold; any other is typed. */
const maxOwners = 500;
const ownerFaults: ReadonlySet<string> = new Set(['placeOwnerUnknown', 'placeOwnerSeveral']);
const kinds = ['branch', 'branch_warehouse', 'central_warehouse'] as const;

/** A branch or a warehouse is made: in preparation, until its page opens it. */
export function newLocationPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'categoryRoots' | 'network' | 'ownerNames' | 'ownership'>,
  forms: FormRegistry,
): void {
  async function ownerIdsNow(): Promise<string[]> {
    const [{ locations }, known] = await Promise.all([deps.network.current(), deps.ownership.owners.all()]);
    return [...new Set(['hq', ...[...known, ...locations].map(({ ownerId }) => ownerId)])];
  }

  /** By number, by the name that lists show, or by the one that headquarters wrote down. */
  async function ownerTyped(c: HqContext, text: string): Promise<string | NotAsked> {
    const { t } = c.get('visit');
    const [ownerIds, known] = await Promise.all([ownerIdsNow(), deps.ownership.owners.all()]);
    const shown = await deps.ownerNames(ownerIds);
    const owners = [...shown].map(([ownerId, { zh, en }]) => ({ ownerId, names: [zh, en] }));
    const written = known.map(({ ownerId, name }) => ({ ownerId, names: [name] }));
    const meant = ownersMeant([...owners, ...written])(idPicked(text));
    if (meant === null) return new NotAsked(t('placeOwnerUnknown', { name: text }), 'placeOwnerUnknown');
    return 'ownerId' in meant
      ? meant.ownerId
      : new NotAsked(t('placeOwnerSeveral', { numbers: meant.several.join(' / ') }), 'placeOwnerSeveral');
  }

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const [roots, owners] = await Promise.all([
      deps.categoryRoots(),
      deps.ownerNames((await ownerIdsNow()).slice(0, maxOwners)),
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
                <input
                  name="ownerId"
                  list="owners"
                  value={at('ownerId', 'hq')}
                  maxlength={100}
                  required
                  aria-invalid={ownerFaults.has(fault?.word ?? '') ? 'true' : undefined}
                />
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
          <ContactFields visit={visit} place={{}} fault={fault} />
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
    async body({ opensAtMinute, closesAtMinute }, fields, c) {
      const ownerId = await ownerTyped(c, fields.text('ownerId'));
      if (ownerId instanceof NotAsked) return ownerId;
      const doubt = doubtedPoint(c.get('visit'), await deps.network.current(), fields);
      if (doubt) return doubt;
      return {
        ...placeBody(fields),
        id: fields.text('id').trim().toUpperCase(),
        kind: fields.text('kind'),
        ownerId,
        opensAtMinute,
        closesAtMinute,
        phone: fields.text('phone').trim() || null,
        ...contactBody(fields),
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
      contactPhone: 'changeBadPhone',
    },
    next: ({ id }) => `/hq/locations/${id}`,
    again: (c, fault) => show(c, fault),
  });
}
