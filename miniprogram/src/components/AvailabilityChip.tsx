import type { Availability } from '@jindian/shared/contract/goods/storefront';
import { texts } from '../i18n/index.ts';
import { Chip } from './Chip.tsx';

const looks = {
  in_stock: { tone: 'done', text: 'inStock' },
  few: { tone: 'wait', text: 'fewLeft' },
  none: { tone: 'neutral', text: 'outOfStock' },
} as const;

export function AvailabilityChip({ availability }: { availability: Availability }) {
  const { t } = texts.use();
  const look = looks[availability];
  return <Chip tone={look.tone}>{t(look.text)}</Chip>;
}
