import { stockConditions } from '@jindian/shared/contract/goods/inventory';
import { Image, Input, Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { assetUrl } from '../../../../config.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { LotEntry } from '../components/LotEntry.tsx';
import { changeLine, isWhole, type ReceivedLine, receiveApart } from '../lib/receive-draft.ts';
import { receiving } from '../lib/receive-store.ts';
import { useReceive } from '../lib/use-receive.ts';
import './index.scss';

/** Goods come in by hand: what they are is scanned or looked up, then how many, of which lot, in which condition. */
export default function ReceivePage() {
  const { t } = stockTexts.use();
  const { locationId = '' } = useRouter().params;
  const lines = receiving.useDraft(locationId);
  const { scan, submit, busy, done } = useReceive(locationId);
  const [reason, setReason] = useState('');
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const some = lines.length > 0;
  return (
    <Screen title={t('receiveTitle')} bar>
      <Text className="receive__lead">{t('receiveLead')}</Text>
      {done ? (
        <View id="receive-done" className="receive__done">
          <Icon name="check" size={36} color="done" />
          <Text>{t('receiveDone', done)}</Text>
        </View>
      ) : null}
      {some ? (
        <View id="receive-list">
          {lines.map((line, at) => {
            const before = lines.slice(0, at).filter(({ skuId }) => skuId === line.skuId).length;
            const name = before === 0 ? line.skuId : `${line.skuId}-${before + 1}`;
            return <Line key={line.id} name={name} line={line} locationId={locationId} />;
          })}
          <View className="card receive__why">
            <Text className="receive__name">{t('receiveWhy')}</Text>
            <Input
              id="receive-reason"
              className="receive__reason"
              maxlength={60}
              placeholder={t('receiveReason')}
              placeholderClass="placeholder"
              ariaLabel={t('receiveWhy')}
              value={reason}
              onInput={(event) => setReason(event.detail.value)}
            />
          </View>
        </View>
      ) : (
        <Empty id="receive-empty" picture="bag" title={t('receiveEmpty')} note={t('receiveEmptyNote')} />
      )}
      <View className="receive__add">
        <PlainButton
          id="receive-search"
          grow
          onTap={() =>
            Taro.navigateTo({
              url: `/packages/goods/stock/levels/index?locationId=${locationId}&pick=receive`,
            })
          }
        >
          {t('countSearch')}
        </PlainButton>
      </View>
      <BottomBar>
        <PlainButton
          id="receive-scan"
          kind={some ? 'plain' : 'primary'}
          grow={!some}
          onTap={() => void scan()}
        >
          <View className="receive__scan">
            <Icon name="scan" size={40} color={some ? 'text' : 'onAction'} />
            <Text>{t('countScan')}</Text>
          </View>
        </PlainButton>
        {some ? (
          <PlainButton id="receive-submit" kind="primary" grow busy={busy} onTap={() => void submit(reason)}>
            {busy ? t('submitting') : t('receiveSubmit', { pieces })}
          </PlainButton>
        ) : null}
      </BottomBar>
    </Screen>
  );
}

function Line({ name, line, locationId }: { name: string; line: ReceivedLine; locationId: string }) {
  const { t, pick } = stockTexts.use();
  const [typed, setTyped] = useState<string | null>(null);
  const { id, title, skuName, imagePath, tracking, lot, condition, quantity } = line;
  const change = (next: Parameters<typeof changeLine>[2]) =>
    receiving.changeDraft(locationId, (lines) => changeLine(lines, id, next));
  const type = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 4);
    setTyped(digits);
    if (digits !== '' && Number(digits) > 0) change({ quantity: Number(digits) });
  };
  const step = (by: number) => {
    setTyped(null);
    change({ quantity: quantity + by });
  };
  return (
    <View id={`receive-${name}`} className="card receive__line">
      <View className="receive__top">
        <Image className="receive__picture" src={assetUrl(imagePath)} mode="aspectFit" lazyLoad />
        <View className="receive__words">
          <Text className="receive__title">{pick(title)}</Text>
          <Text className="receive__sku">{pick(skuName)}</Text>
        </View>
        <View
          id={`receive-remove-${name}`}
          className="receive__remove"
          ariaRole="button"
          ariaLabel={t('remove')}
          onClick={() =>
            receiving.changeDraft(locationId, (lines) => lines.filter((other) => other.id !== id))
          }
        >
          <Icon name="cross" size={32} color="textFaint" />
        </View>
      </View>
      <View className="receive__conditions" ariaRole="radiogroup" ariaLabel={t('receiveCondition')}>
        {stockConditions.map((one) => (
          <View
            key={one}
            id={`receive-${one}-${name}`}
            className={`receive__condition ${one === condition ? 'receive__condition--on' : ''}`}
            ariaRole="radio"
            ariaChecked={one === condition}
            onClick={() => change({ condition: one })}
          >
            <Text>{t(`condition_${one}`)}</Text>
          </View>
        ))}
      </View>
      {lot ? (
        <>
          <LotEntry
            id={`receive-${name}`}
            lot={lot}
            expires={tracking === 'lot_and_expiry'}
            onChange={(next) => change({ lot: next })}
          />
          {isWhole(line) ? null : <Text className="receive__missing">{t('receiveLotMissing')}</Text>}
        </>
      ) : null}
      <View className="receive__entry">
        <Text className="receive__name">{t('receivePieces')}</Text>
        <View
          id={`receive-less-${name}`}
          className="receive__step"
          ariaRole="button"
          ariaLabel={t('receiveLess')}
          onClick={() => step(-1)}
        >
          <Icon name="minus" size={32} />
        </View>
        <Input
          id={`receive-pieces-${name}`}
          className="receive__input"
          type="number"
          maxlength={4}
          ariaLabel={t('receivePiecesOf', { title: pick(title) })}
          value={typed ?? String(quantity)}
          onInput={(event) => type(event.detail.value)}
          onBlur={() => setTyped(null)}
        />
        <View
          id={`receive-more-${name}`}
          className="receive__step"
          ariaRole="button"
          ariaLabel={t('receiveMore')}
          onClick={() => step(1)}
        >
          <Icon name="plus" size={32} />
        </View>
        <View
          id={`receive-apart-${name}`}
          className="receive__apart"
          ariaRole="button"
          onClick={() => receiving.changeDraft(locationId, (lines) => receiveApart(lines, id, Date.now()))}
        >
          <Text>{t(lot ? 'receiveOtherLot' : 'receiveOtherCondition')}</Text>
        </View>
      </View>
    </View>
  );
}
