/** @jsxImportSource hono/jsx */
import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Hono } from 'hono';
import { reaches } from '../../../places/network/within.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { PictureBox } from '../goods/pictures.tsx';
import { doubtedPoint } from './doubted-point.ts';
import { ContactFields, contactBody, PlaceFields, placeBody } from './place-fields.tsx';
import { changedByTable, SeenPlace } from './seen-place.tsx';

/** What a place is called, where it lies and what it carries: changed seldom, so apart from what changes with the day. */
export function locationDetailsPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'categoryRoots' | 'network'>,
  forms: FormRegistry,
): void {
  const { network } = deps;

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const id = locationIdSchema.safeParse(c.req.param('locationId')).data;
    const [found, roots] = await Promise.all([id ? network.edited(id) : null, deps.categoryRoots()]);
    if (!found?.ok || !reaches(reachOn(c, 'locations.manage'), found.value)) return notFoundPage(c);
    const { value: place } = found;
    const here = `/hq/locations/${place.id}`;
    return page(
      c,
      {
        title: visit.t('placeDetails'),
        place: 'locations',
        backTo: { href: here, text: place.name[visit.language] },
        status: fault?.status ?? 200,
      },
      <Card id="details" title={place.name[visit.language]} lead={visit.t('changeLead')}>
        <SeenForm c={c} action={`${here}/details`} revision={place.revision} fault={fault}>
          <SeenPlace place={place} />
          <PlaceFields visit={visit} place={place} roots={roots} fault={fault} />
          <ContactFields visit={visit} place={place} fault={fault} />
          <PictureBox
            c={c}
            name="imagePath"
            legend={visit.t('placePicture')}
            label={visit.t('placePicturePath')}
            hint={visit.t('placePictureHint')}
            lines={typed(fault, 'imagePath', place.imagePath ?? '')}
            max={1}
            isBad={fault?.path === 'imagePath' || fault?.code === 'picture_unknown'}
          />
          <button class="button" type="submit">
            {visit.t('placeSave')}
          </button>
        </SeenForm>
      </Card>,
    );
  }

  hq.get('/locations/:locationId/details', (c) => show(c));
  forms.on('/locations/:locationId/details', {
    endpoint: endpoints.hqChangeLocation,
    async body({ revision }, fields, c) {
      const visit = c.get('visit');
      return (
        (await changedByTable(c, network, fields)) ??
        doubtedPoint(visit, await network.current(), fields) ?? {
          ...placeBody(fields),
          ...contactBody(fields),
          imagePath: fields.text('imagePath').trim() || null,
          revision,
        }
      );
    },
    words: {
      latGcj02: 'placeBadPoint',
      lngGcj02: 'placeBadPoint',
      imagePath: 'placeBadPicture',
      contactPhone: 'changeBadPhone',
    },
    next: ({ id }) => `/hq/locations/${id}`,
    again: (c, fault) => show(c, fault),
  });
}
