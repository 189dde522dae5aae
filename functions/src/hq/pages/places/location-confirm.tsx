/** @jsxImportSource hono/jsx */
import type { EditedLocation } from '@jindian/shared/contract/hq';
import type { StillThere } from '@jindian/shared/contract/places/closing';
import type { LocationChange } from '../../../places/network/service.ts';
import type { FormFields } from '../../forms/fields.ts';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Row, Table } from '../../ui/parts.tsx';
import type { HqContext } from '../../visit.ts';
import { changeRows, typedForm } from './location-change.ts';
import { seenPlaceField } from './seen-place.tsx';
import { StillThereCard } from './still-there.tsx';

/** Shows what is about to change; only this form's button changes it. */
export function confirmPage(
  c: HqContext,
  location: EditedLocation,
  fields: FormFields,
  change: LocationChange,
  /** Of a place that is to take no more. */
  left: readonly StillThere[] | null,
) {
  const visit = c.get('visit');
  const { t } = visit;
  const mayNot = change.status === 'closed' && left !== null && left.length > 0;
  const columns: Column[] = [
    { label: t('columnField'), kind: 'main' },
    { label: t('columnBefore') },
    { label: t('columnAfter') },
  ];
  return page(
    c,
    {
      title: t('confirmTitle'),
      place: 'locations',
      backTo: { href: `/hq/locations/${location.id}`, text: location.name[visit.language] },
    },
    <>
      {left === null ? null : <StillThereCard c={c} location={location} left={left} />}
      <Card
        id="confirm"
        title={t('confirmLead', { name: location.name[visit.language] })}
        {...(mayNot
          ? { lead: t('stillThereFirst') }
          : change.status === undefined || change.status === 'open'
            ? {}
            : { lead: t('confirmEffect') })}
      >
        <Table caption={t('confirmTitle')} columns={columns}>
          {changeRows(visit, location, change).map(({ label, before, after }) => (
            <Row columns={columns} cells={[label, before, <strong>{after}</strong>]} />
          ))}
        </Table>
        <PostForm c={c} layout="actions" action={`/hq/locations/${location.id}`}>
          <input type="hidden" name="confirmed" value="yes" />
          {['revision', seenPlaceField].map((name) => (
            <input type="hidden" name={name} value={fields.text(name)} />
          ))}
          {Object.entries(typedForm(fields)).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {mayNot ? null : (
            <button class="button" type="submit">
              {t('confirmSubmit')}
            </button>
          )}
          <a class="button is-plain" href={`/hq/locations/${location.id}`}>
            {t('cancel')}
          </a>
        </PostForm>
      </Card>
    </>,
  );
}
