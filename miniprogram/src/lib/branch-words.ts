import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { texts } from '../i18n/index.ts';

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The hours in words. The same minute twice, or the whole day, means round the clock. */
export function openingText(
  branch: Pick<BranchView, 'opensAtMinute' | 'closesAtMinute'>,
  t: ReturnType<typeof texts.now>,
): string {
  const { opensAtMinute: opens, closesAtMinute: closes } = branch;
  if (opens === closes || (opens === 0 && closes === 1440)) return t('allDay');
  return t('hours', { opens: clock(opens), closes: closes === 1440 ? '24:00' : clock(closes) });
}
