import type { Facet, ProductSort } from '@jindian/shared/contract/goods/storefront';
import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Row } from '../../../components/Row.tsx';
import { Sheet } from '../../../components/Sheet.tsx';
import { texts } from '../../../i18n/index.ts';
import { typedFen } from '../../../lib/typed-price.ts';

export type Narrowed = {
  sort: ProductSort;
  inStock: boolean;
  fromFen: number | null;
  toFen: number | null;
  /** Values of facets, as the endpoint takes them: `grade:a|_tag:新品`. */
  values: string;
};
export const notNarrowed: Narrowed = {
  sort: 'relevance',
  inStock: false,
  fromFen: null,
  toFen: null,
  values: '',
};
/** What one request may name. */
const longestValues = 400;

const sorts = [
  ['relevance', 'sortRelevance'],
  ['price_up', 'sortPriceUp'],
  ['price_down', 'sortPriceDown'],
  ['newest', 'sortNewest'],
] as const satisfies readonly (readonly [ProductSort, string])[];

/** Whether what is sold out here is shown; in what order, and between which prices. */
export function Narrowing({
  narrowed,
  facets,
  onChange,
}: {
  narrowed: Narrowed;
  facets: readonly Facet[];
  onChange: (narrowed: Narrowed) => void;
}) {
  const { t, pick } = texts.use();
  const [open, setOpen] = useState(false);
  const { sort, inStock, fromFen, toFen, values } = narrowed;
  const chosen = values.split('|');
  const named = facets.flatMap((facet) =>
    facet.values.filter(({ id }) => chosen.includes(`${facet.id}:${id}`)).map(({ name }) => pick(name)),
  );
  const said = [
    ...sorts.filter(([key]) => key === sort && sort !== 'relevance').map(([, word]) => t(word)),
    ...(fromFen === null && toFen === null ? [] : [`¥${yuan(fromFen) || '0'}–${yuan(toFen)}`]),
    ...named,
  ];
  return (
    <View className="store__filters">
      <View
        id="in-stock"
        className={`store__filter ${inStock ? 'store__filter--on' : ''}`}
        ariaRole="checkbox"
        ariaChecked={inStock}
        onClick={() => onChange({ ...narrowed, inStock: !inStock })}
      >
        <Text>{t('inStockHere')}</Text>
      </View>
      <View
        id="narrow"
        className={`store__filter ${said.length > 0 ? 'store__filter--on' : ''}`}
        ariaRole="button"
        onClick={() => setOpen(true)}
      >
        <Text className="store__filter-words">{said.join(' · ') || t('narrowTitle')}</Text>
      </View>
      {open ? (
        <NarrowSheet
          narrowed={narrowed}
          facets={facets}
          onClose={() => setOpen(false)}
          onDone={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      ) : null}
    </View>
  );
}

const yuan = (fen: number | null) => (fen === null ? '' : String(fen / 100));

function NarrowSheet(props: {
  narrowed: Narrowed;
  facets: readonly Facet[];
  onDone: (narrowed: Narrowed) => void;
  onClose: () => void;
}) {
  const { narrowed, facets, onDone, onClose } = props;
  const { t, pick } = texts.use();
  const [sort, setSort] = useState(narrowed.sort);
  const [from, setFrom] = useState(() => yuan(narrowed.fromFen));
  const [to, setTo] = useState(() => yuan(narrowed.toFen));
  const [values, setValues] = useState(() => (narrowed.values === '' ? [] : narrowed.values.split('|')));
  const toggle = (value: string) => {
    const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
    if (next.join('|').length <= longestValues) setValues(next);
  };
  const [fromFen, toFen] = [typedFen(from), typedFen(to)];
  const fault =
    fromFen === 'bad' || toFen === 'bad'
      ? t('priceBad')
      : fromFen !== null && toFen !== null && fromFen > toFen
        ? t('priceTurned')
        : null;
  const done = () => {
    if (fault === null && fromFen !== 'bad' && toFen !== 'bad')
      onDone({ ...narrowed, sort, fromFen, toFen, values: values.join('|') });
  };
  return (
    <Sheet
      id="narrow-sheet"
      title={t('narrowTitle')}
      onClose={onClose}
      fault={fault === null ? null : { id: 'narrow-fault', text: fault }}
      actions={
        <>
          <PlainButton id="narrow-reset" onTap={() => onDone({ ...notNarrowed, inStock: narrowed.inStock })}>
            {t('narrowReset')}
          </PlainButton>
          <PlainButton id="narrow-done" kind="primary" grow disabled={fault !== null} onTap={done}>
            {t('narrowDone')}
          </PlainButton>
        </>
      }
    >
      <View ariaRole="radiogroup" ariaLabel={t('narrowTitle')}>
        {sorts.map(([key, word]) => (
          <Row
            key={key}
            id={`sort-${key.replace('_', '-')}`}
            title={t(word)}
            chosen={sort === key}
            onTap={() => setSort(key)}
          />
        ))}
      </View>
      <View className="store__prices">
        <PriceField id="price-from" label={t('priceFrom')} value={from} onInput={setFrom} />
        <Text>–</Text>
        <PriceField id="price-to" label={t('priceTo')} value={to} onInput={setTo} />
      </View>
      {facets.map((facet) => (
        <View key={facet.id} className="store__facet">
          <Text className="store__facet-name">{pick(facet.name)}</Text>
          <View className="store__facet-values">
            {facet.values.map(({ id, name }) => {
              const value = `${facet.id}:${id}`;
              const on = values.includes(value);
              return (
                <View
                  key={id}
                  className={`store__filter ${on ? 'store__filter--on' : ''}`}
                  ariaRole="checkbox"
                  ariaChecked={on}
                  onClick={() => toggle(value)}
                >
                  <Text>{pick(name)}</Text>
                </View>
              );
            })}
          </View>
        </View>
      ))}
    </Sheet>
  );
}

function PriceField(props: { id: string; label: string; value: string; onInput: (text: string) => void }) {
  return (
    <Input
      id={props.id}
      className="store__price"
      type="digit"
      value={props.value}
      placeholder={props.label}
      placeholderClass="placeholder"
      ariaLabel={props.label}
      maxlength={9}
      onInput={(event) => props.onInput(event.detail.value)}
    />
  );
}
