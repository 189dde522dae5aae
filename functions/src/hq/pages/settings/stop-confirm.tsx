/** @jsxImportSource hono/jsx */
import { modules } from '@jindian/shared/contract/modules/index';
import { isInService, type Location } from '@jindian/shared/contract/places/network';
import { type StopInput, stopChannels, stopsOrder } from '@jindian/shared/contract/stops';
import { formatBrandTime } from '@jindian/shared/time';
import type { FormFields } from '../../forms/fields.ts';
import { PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Facts, Notice } from '../../ui/parts.tsx';
import { stopText, whereText } from '../../ui/stop-banner.tsx';
import type { HqContext, Visit } from '../../visit.ts';
import { type AreaNamer, areaNamer } from '../places/area-names.ts';

const path = '/hq/stops';
const carried = ['kind', 'province', 'city', 'channel', 'module', 'reason', 'until'] as const;

/** Says what will stop where; only this page's button stops it. */
export async function confirmStopPage(
  c: HqContext,
  fields: FormFields,
  wanted: StopInput,
  locations: readonly Location[],
) {
  const visit = c.get('visit');
  const { t } = visit;
  const named = wanted.kind === 'orders' ? [wanted.province ?? '', wanted.city ?? ''] : [];
  const nameOf = await areaNamer(visit.language, named);
  return page(
    c,
    {
      title: t('stopConfirmTitle'),
      place: 'settings',
      backTo: { href: path, text: t('stopsTitle') },
    },
    <Card id="confirm-stop" title={stopText(visit, wanted, nameOf)}>
      <Notice kind="bad">{effectOf(visit, wanted, locations, nameOf)}</Notice>
      <Facts
        rows={[
          [t('stopReason'), wanted.reason],
          [t('stopUntil'), wanted.untilMs === null ? t('stopUntilLifted') : formatBrandTime(wanted.untilMs)],
        ]}
      />
      <PostForm c={c} layout="actions" action={path}>
        <input type="hidden" name="confirmed" value="yes" />
        {carried.map((name) => (
          <input type="hidden" name={name} value={fields.text(name)} />
        ))}
        <button class="button is-danger" type="submit">
          {t('stopSet')}
        </button>
        <a class="button is-plain" href={path}>
          {t('cancel')}
        </a>
      </PostForm>
    </Card>,
  );
}

function effectOf(
  visit: Visit,
  wanted: StopInput,
  locations: readonly Location[],
  nameOf: AreaNamer,
): string {
  const { t, language } = visit;
  if (wanted.kind === 'payouts') return t('stopEffectPayouts');
  if (wanted.kind === 'module') return t('stopEffectModule', { name: modules[wanted.module].name[language] });
  const channel = wanted.channel ?? stopChannels[0];
  const count = locations.filter(
    (place) => place.kind === 'branch' && isInService(place) && stopsOrder(wanted, { ...place, channel }),
  ).length;
  return t('stopEffectOrders', {
    where: whereText(visit, wanted, nameOf),
    channel: wanted.channel === null ? t('stopAllChannels') : visit.code('stopChannel', wanted.channel),
    count,
  });
}
