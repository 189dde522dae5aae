import type { Refusal, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import {
  newForm,
  type RefusalFault,
  type RefusalForm,
  readPriceFen,
  readRefusal,
  type Wanted,
  wantedOf,
} from '../lib/refusal-form.ts';
import './refuse-sheet.scss';

type Props = {
  item: WorkItem;
  busy: boolean;
  onRefuse: (refusal: Refusal) => void;
  onClose: () => void;
};

/** Why not, with what HQ and the next branch can work with: pieces that are really there, prices that are really asked. */
export function RefuseSheet({ item, busy, onRefuse, onClose }: Props) {
  const { t } = offersTexts.use();
  const wanted = wantedOf(item.lines);
  const [form, setForm] = useState<RefusalForm>(() => newForm(wanted));
  const [fault, setFault] = useState<RefusalFault | null>(null);
  const change = (part: Partial<RefusalForm>) => {
    setFault(null);
    setForm((before) => ({ ...before, ...part }));
  };
  const submit = () => {
    const read = readRefusal(form, wanted);
    if ('fault' in read) setFault(read.fault);
    else onRefuse(read.refusal);
  };
  const title = item.state === 'offered' ? 'refuseTitle' : 'cannotServeTitle';
  return (
    <Sheet
      id="refuse-sheet"
      title={t(title, { number: item.orderNumber })}
      note={t(item.method === 'pickup' ? 'refuseNotePickup' : 'refuseNote')}
      onClose={onClose}
      fault={fault && { id: 'refuse-fault', text: t(fault) }}
      actions={
        <>
          <PlainButton id="refuse-keep" disabled={busy} onTap={onClose}>
            {t('keep')}
          </PlainButton>
          <PlainButton
            id="refuse-confirm"
            kind="danger"
            grow
            busy={busy}
            disabled={form.reason === null}
            onTap={submit}
          >
            {t('refuseConfirm')}
          </PlainButton>
        </>
      }
    >
      {refusalReasons.map((reason) => {
        const on = form.reason === reason;
        return (
          <View key={reason} className={`refuse__reason ${on ? 'refuse__reason--on' : ''}`}>
            <View
              id={`reason-${reason.replace('_', '-')}`}
              className="refuse__choice"
              ariaRole="radio"
              ariaChecked={on}
              onClick={() => change({ reason })}
            >
              <View className={`refuse__dot ${on ? 'refuse__dot--on' : ''}`} />
              <View className="refuse__words">
                <Text className="refuse__name">{t(`reason_${reason}`)}</Text>
                {reason === 'no_stock' || reason === 'price' ? (
                  <Text className="refuse__hint">{t(`reason_${reason}_note`)}</Text>
                ) : null}
              </View>
            </View>
            {on && reason === 'no_stock'
              ? wanted.map((one) => (
                  <CountRow
                    key={one.skuId}
                    wanted={one}
                    count={form.counts[one.skuId] ?? 0}
                    onCount={(count) => change({ counts: { ...form.counts, [one.skuId]: count } })}
                  />
                ))
              : null}
            {on && reason === 'price'
              ? wanted.map((one) => (
                  <PriceRow
                    key={one.skuId}
                    wanted={one}
                    price={form.prices[one.skuId] ?? ''}
                    onPrice={(price) => change({ prices: { ...form.prices, [one.skuId]: price } })}
                  />
                ))
              : null}
          </View>
        );
      })}
      {form.reason === null ? null : (
        <Textarea
          id="refuse-note"
          className="text-field"
          value={form.note}
          maxlength={200}
          autoHeight
          placeholder={t('notePlaceholder')}
          placeholderClass="placeholder"
          onInput={(event) => change({ note: event.detail.value })}
        />
      )}
    </Sheet>
  );
}

/** More is on no shelf of a branch. */
const maxCount = 9_999;

function CountRow(props: { wanted: Wanted; count: number; onCount: (count: number) => void }) {
  const { t, pick } = offersTexts.use();
  const { wanted, count, onCount } = props;
  return (
    <View className="refuse__row">
      <View className="refuse__words">
        <Text className="refuse__goods">{`${pick(wanted.title)} ${pick(wanted.skuName)}`}</Text>
        <Text className="refuse__hint">{`${t('wanted', { count: wanted.quantity })} · ${t('counted')}`}</Text>
      </View>
      <Stepper id={`counted-${wanted.skuId}`} value={count} min={0} max={maxCount} onChange={onCount} />
    </View>
  );
}

function PriceRow(props: { wanted: Wanted; price: string; onPrice: (price: string) => void }) {
  const { t, pick } = offersTexts.use();
  const { wanted, price, onPrice } = props;
  const localFen = readPriceFen(price);
  const gapFen = localFen === null ? 0 : localFen - wanted.unitPriceFen;
  return (
    <View className="refuse__row">
      <View className="refuse__words">
        <Text className="refuse__goods">{`${pick(wanted.title)} ${pick(wanted.skuName)}`}</Text>
        <Text className="refuse__hint">
          {t('onlinePrice', { price: formatYuan(wanted.unitPriceFen) })}
          {gapFen > 0 ? ` · ${t('gap', { price: formatYuan(gapFen) })}` : ''}
        </Text>
      </View>
      <Input
        id={`price-${wanted.skuId}`}
        className="refuse__price"
        type="digit"
        value={price}
        maxlength={10}
        placeholder={t('localPrice')}
        placeholderClass="placeholder"
        onInput={(event) => onPrice(event.detail.value)}
      />
    </View>
  );
}
