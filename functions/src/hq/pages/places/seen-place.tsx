/** @jsxImportSource hono/jsx */
import { locationIdSchema } from '@jindian/shared/contract/common';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import { contentMark } from '../../../places/network/seen-as.ts';
import type { Network } from '../../../places/network/service.ts';
import { reaches } from '../../../places/network/within.ts';
import type { FormFields } from '../../forms/fields.ts';
import { NotAsked } from '../../forms/form.tsx';
import { type HqContext, reachOn } from '../../visit.ts';

export const seenPlaceField = 'seenPlace';

const markOf = ({ revision: _, ...place }: EditedLocation) => String(contentMark(place));

/**
 * What a form of a place was filled from. A table of places publishes many at once and counts no revision of one of them: the
 * form of somebody who saw the place before would take the table's change back unnoticed.
 */
export function SeenPlace({ place }: { place: EditedLocation }) {
  return <input type="hidden" name={seenPlaceField} value={markOf(place)} />;
}

/** Asked again where a table changed the place meanwhile; whoever changed it by hand is told of by its revision. */
export async function changedByTable(
  c: HqContext,
  network: Pick<Network, 'edited'>,
  fields: Pick<FormFields, 'text'>,
): Promise<NotAsked | null> {
  const [seen, id] = [
    fields.text(seenPlaceField),
    locationIdSchema.safeParse(c.req.param('locationId')).data,
  ];
  const found = id && seen !== '' ? await network.edited(id) : null;
  if (!found?.ok || !reaches(reachOn(c, 'locations.manage'), found.value)) return null;
  const { value: place } = found;
  const isOfRevision = fields.text('revision') === String(place.revision);
  return !isOfRevision || seen === markOf(place)
    ? null
    : new NotAsked(c.get('visit').t('placeTableChanged'), 'placeTableChanged');
}
