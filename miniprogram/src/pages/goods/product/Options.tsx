import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Product, ProductOption } from '@jindian/shared/contract/goods/catalog';
import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { waysTexts } from '../../../i18n/goods/ways.ts';
import { barredBy, type Choice, chosen, isElsewhere } from '../../../lib/sku-choice.ts';
import type { HadOf } from '../../../lib/sku-ways.ts';
import './options.scss';

type Props = {
  product: Product;
  had: HadOf;
  choice: Choice;
  onChoose: (choice: Choice) => void;
};

/** Colours, sizes: what cannot be had is struck through, and says why when it is tapped. */
export function Options({ product, had, choice, onChoose }: Props) {
  const { t, pick } = waysTexts.use();
  const [said, setSaid] = useState<string | null>(null);
  const nameOf = (option: ProductOption, valueId: string | undefined): LocalizedText =>
    option.values.find(({ id }) => id === valueId)?.name ?? { zh: '', en: '' };

  /** The values before this option, as they are chosen: a later option is barred by them. */
  const before = (option: ProductOption) =>
    product.options
      .slice(0, product.options.indexOf(option))
      .map((one) => pick(nameOf(one, choice[one.id])))
      .join(' / ');

  const why = (option: ProductOption, valueId: string): string | null => {
    const barred = barredBy(product, had, choice, option.id, valueId);
    if (barred === null) return null;
    const value = pick(nameOf(option, valueId));
    const first = before(option);
    if (barred === 'no_such') return t('noSuch', { first, value });
    return first === '' ? t('notHad', { value }) : t('notHadOf', { first, value });
  };

  const choose = (option: ProductOption, valueId: string) => {
    const reason = why(option, valueId);
    if (reason !== null) return setSaid(reason);
    const next = chosen(product, had, choice, option.id, valueId);
    const moved = product.options.filter(({ id }) => id !== option.id && next[id] !== choice[id]);
    setSaid(
      moved
        .map((other) =>
          t('moved', {
            first: pick(nameOf(option, valueId)),
            before: pick(nameOf(other, choice[other.id])),
            after: pick(nameOf(other, next[other.id])),
          }),
        )
        .join('; ') || null,
    );
    onChoose(next);
  };

  return (
    <>
      {product.options.map((option) => (
        <View key={option.id} className="product__option" ariaRole="radiogroup" ariaLabel={pick(option.name)}>
          <Text className="product__label">{pick(option.name)}</Text>
          <View className="product__values">
            {option.values.map((value) => {
              const on = choice[option.id] === value.id;
              const reason = why(option, value.id);
              // What is sent only is nowhere in the shop: nothing of it stands out.
              const isAway =
                product.onlineOnly !== true && isElsewhere(product, had, choice, option.id, value.id);
              return (
                <View
                  key={value.id}
                  id={`option-${option.id}-${value.id.replace('.', '_')}`}
                  className={`product__value ${on ? 'product__value--on' : ''} ${reason === null ? '' : 'product__value--none'} ${isAway ? 'product__value--away' : ''}`}
                  ariaRole="radio"
                  ariaChecked={on}
                  ariaLabel={reason === null ? pick(value.name) : `${pick(value.name)}: ${reason}`}
                  onClick={() => choose(option, value.id)}
                >
                  {value.swatchHex ? (
                    <View className="product__swatch" style={{ backgroundColor: value.swatchHex }} />
                  ) : null}
                  <Text>{pick(value.name)}</Text>
                  {isAway ? <Text className="product__away">{t('notHere')}</Text> : null}
                </View>
              );
            })}
          </View>
        </View>
      ))}
      {said === null ? null : (
        <Text id="option-said" className="product__said" ariaRole="status">
          {said}
        </Text>
      )}
    </>
  );
}
