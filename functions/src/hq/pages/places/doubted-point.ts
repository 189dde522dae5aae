import { formatDistance } from '@jindian/shared/geo';
import { doubtOf } from '../../../places/network/doubtful-point.ts';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import type { FormFields } from '../../forms/fields.ts';
import { NotAsked } from '../../forms/form.tsx';
import type { Visit } from '../../visit.ts';
import { pointTyped } from './place-fields.tsx';

/** What is to be looked at again before a place lies where somebody typed; null: nothing, or they did and are sure. */
export function doubtedPoint(
  visit: Visit,
  snapshot: Pick<NetworkSnapshot, 'counties' | 'countyAt'>,
  fields: FormFields,
): NotAsked | null {
  const { t, language } = visit;
  const typed = pointTyped(fields);
  const doubt = doubtOf(snapshot, typed.point, fields.text('address.zh'));
  switch (doubt?.kind) {
    case 'swapped': {
      const { latitude: lng, longitude: lat } = typed;
      return new NotAsked(t('placeSwapped', { lat, lng }), 'placeSwapped');
    }
    case 'outside':
      return new NotAsked(t('placeOutside'), 'placeOutside');
    case 'other_county': {
      if (fields.text('pointSure') === 'yes') return null;
      const { said, at, meters } = doubt;
      const distance = formatDistance(meters, language);
      return new NotAsked(t('placeElsewhere', { said, at, distance }), 'placeElsewhere');
    }
    default:
      return null;
  }
}
