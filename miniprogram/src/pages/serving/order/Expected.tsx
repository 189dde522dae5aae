import { arrivalText, together } from '@jindian/shared/arrival';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { Text } from '@tarojs/components';
import { texts } from '../../../i18n/index.ts';
import { platform } from '../../../platform/index';

/** When all that is still to come is there. */
export function Expected({ order }: { order: OrderView }) {
  const { t, language } = texts.use();
  const toCome = order.fulfilments.filter(({ state }) => state !== 'cancelled' && state !== 'fulfilled');
  const expected = together(toCome.map((part) => part.expected));
  // Another place sends it than the one that was promised from: what was said before holds no more.
  const isAnew = toCome.some(({ passedOn = [] }) => passedOn.length > 0);
  return expected ? (
    <>
      <Text id="expected" className="order__slot">
        {arrivalText(expected, platform.nowMs(), language)}
      </Text>
      {isAnew ? (
        <Text id="expected-anew" className="order__from">
          {t('expectedAnew')}
        </Text>
      ) : null}
    </>
  ) : null;
}
