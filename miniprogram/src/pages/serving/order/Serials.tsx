import type { FulfilmentView } from '@jindian/shared/contract/serving/order';
import { Text } from '@tarojs/components';
import { servingTexts } from '../../../i18n/serving/serving.ts';

/** Which pieces they are: for warranty, and for what is brought back. */
export function Serials({ serials = [] }: Pick<FulfilmentView, 'serials'>) {
  const { t } = servingTexts.use();
  if (serials.length === 0) return null;
  return (
    <Text id="order-serials" className="order__serials" userSelect>
      {t('serials', { serials: serials.map(({ serial }) => serial).join('、') })}
    </Text>
  );
}
