import type { ProductSort } from '@jindian/shared/contract/goods/storefront';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { type Tab, Tabs } from '../../../components/Tabs.tsx';
import { texts } from '../../../i18n/index.ts';

export type Narrowed = {
  sort: ProductSort;
  inStock: boolean;
  fromFen: number | null;
  toFen: number | null;
};
export const notNarrowed: Narrowed = { sort: 'relevance', inStock: false, fromFen: null, toFen: null };

/** In what order, between which prices, and whether what is sold out here is shown. */
export function Narrowing({
  narrowed,
  onChange,
}: {
  narrowed: Narrowed;
  onChange: (narrowed: Narrowed) => void;
}) {
  const { t } = texts.use();
  const tabs: Tab<ProductSort>[] = [
    { key: 'relevance', id: 'sort-relevance', name: t('sortRelevance') },
    { key: 'price_up', id: 'sort-price-up', name: t('sortPriceUp') },
    { key: 'price_down', id: 'sort-price-down', name: t('sortPriceDown') },
    { key: 'newest', id: 'sort-newest', name: t('sortNewest') },
  ];
  return (
    <View className="store__narrowing">
      <Tabs
        kind="pills"
        tabs={tabs}
        shown={narrowed.sort}
        onShow={(sort) => onChange({ ...narrowed, sort })}
      />
      <View className="store__filters">
        <PriceField
          id="price-from"
          label={t('priceFrom')}
          onFen={(fromFen) => onChange({ ...narrowed, fromFen })}
        />
        <Text>–</Text>
        <PriceField id="price-to" label={t('priceTo')} onFen={(toFen) => onChange({ ...narrowed, toFen })} />
        <View
          id="in-stock"
          className={`store__filter ${narrowed.inStock ? 'store__filter--on' : ''}`}
          ariaRole="checkbox"
          ariaChecked={narrowed.inStock}
          onClick={() => onChange({ ...narrowed, inStock: !narrowed.inStock })}
        >
          <Text>{t('inStockHere')}</Text>
        </View>
      </View>
    </View>
  );
}

function PriceField(props: { id: string; label: string; onFen: (fen: number | null) => void }) {
  const [typed, setTyped] = useState('');
  const done = (value: string) => {
    const yuan = Number(value.trim());
    const isPrice = value.trim() !== '' && Number.isFinite(yuan) && yuan >= 0 && yuan <= 1_000_000;
    props.onFen(isPrice ? Math.round(yuan * 100) : null);
  };
  return (
    <Input
      id={props.id}
      className="store__price"
      type="digit"
      value={typed}
      placeholder={props.label}
      placeholderClass="placeholder"
      ariaLabel={props.label}
      maxlength={9}
      onInput={(event) => setTyped(event.detail.value)}
      onConfirm={(event) => done(event.detail.value)}
      onBlur={(event) => done(event.detail.value)}
    />
  );
}
