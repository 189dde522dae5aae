import type { Availability } from '@jindian/shared/contract/goods/storefront';
import { Text } from '@tarojs/components';
import { texts } from '../i18n/index.ts';

const looks = {
  in_stock: { colour: 'green', text: 'inStock' },
  few: { colour: 'amber', text: 'fewLeft' },
  none: { colour: 'grey', text: 'outOfStock' },
} as const;

export function AvailabilityChip({ availability }: { availability: Availability }) {
  const { t } = texts.use();
  const look = looks[availability];
  return <Text className={`chip chip--${look.colour}`}>{t(look.text)}</Text>;
}
