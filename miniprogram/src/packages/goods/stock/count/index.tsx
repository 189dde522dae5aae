import { Image, Input, Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { assetUrl } from '../../../../config.ts';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { LotEntry } from '../components/LotEntry.tsx';
import { type DraftLine, linesToSubmit, setCounted, setLot } from '../lib/count-draft.ts';
import { changeDraft, useDraft } from '../lib/count-store.ts';
import { useCount } from '../lib/use-count.ts';
import { lotWord } from '../lib/words.ts';
import './index.scss';

/** Counting: what is there is scanned or looked up, counted, and compared with the books before it is sent. */
export default function CountPage() {
  const { t } = stockTexts.use();
  const { locationId = '' } = useRouter().params;
  const lines = useDraft(locationId);
  const { scan, submit, busy, result } = useCount(locationId);
  const ready = linesToSubmit(lines).ids.length;
  return (
    <Screen title={t('countTitle')} bar>
      <Text className="count__lead">{t('countLead')}</Text>
      {result ? (
        <View id="count-result" className={`count__result ${result.again > 0 ? 'count__result--again' : ''}`}>
          <Icon
            name={result.again > 0 ? 'clock' : 'check'}
            size={36}
            color={result.again > 0 ? 'wait' : 'done'}
          />
          <Text>{t(result.again > 0 ? 'resultAgain' : 'resultDone', result)}</Text>
        </View>
      ) : null}
      {lines.length === 0 ? (
        <Empty id="count-empty" picture="bag" title={t('countEmpty')} note={t('countEmptyNote')} />
      ) : (
        <View id="count-list">
          {lines.map((line) => (
            <CountLine key={line.id} line={line} locationId={locationId} />
          ))}
        </View>
      )}
      <View className="count__add">
        <PlainButton
          id="count-search"
          grow
          onTap={() =>
            Taro.navigateTo({ url: `/packages/goods/stock/levels/index?locationId=${locationId}&pick=1` })
          }
        >
          {t('countSearch')}
        </PlainButton>
      </View>
      <BottomBar>
        <PlainButton
          id="count-scan"
          kind={ready === 0 ? 'primary' : 'plain'}
          grow={ready === 0}
          onTap={() => void scan()}
        >
          <View className="count__scan">
            <Icon name="scan" size={40} color={ready === 0 ? 'onAction' : 'text'} />
            <Text>{t('countScan')}</Text>
          </View>
        </PlainButton>
        {ready > 0 ? (
          <PlainButton id="count-submit" kind="primary" grow busy={busy} onTap={() => void submit()}>
            {busy ? t('submitting') : t('submit', { count: ready })}
          </PlainButton>
        ) : null}
      </BottomBar>
    </Screen>
  );
}

function CountLine({ line, locationId }: { line: DraftLine; locationId: string }) {
  const { t, pick } = stockTexts.use();
  const [typed, setTyped] = useState<string | null>(null);
  const { id, skuId, ownerId, condition, lot, counted, seenOnHand, reserved } = line;
  const set = (next: number | null) =>
    changeDraft(locationId, (lines) => setCounted(lines, id, next, Date.now()));
  const type = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, 6);
    setTyped(digits);
    set(digits === '' ? null : Number(digits));
  };
  const key = [
    skuId,
    ownerId,
    ...(condition === 'sellable' ? [] : [condition]),
    ...(lot ? [lot.code] : []),
  ].join('-');
  return (
    <View id={`count-${key}`} className="card count__line">
      <View className="count__top">
        <Image className="count__picture" src={assetUrl(line.imagePath)} mode="aspectFit" lazyLoad />
        <View className="count__words">
          <Text className="count__title">{pick(line.title)}</Text>
          <Text className="count__sku">
            {[
              pick(line.skuName),
              line.ownersMatter && ownerId === 'hq' ? t('ofHq') : null,
              condition === 'sellable' ? null : t(`condition_${condition}`),
              lot && line.typesLot === null ? lotWord(lot, t) : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          <Text className="count__book">
            {reserved > 0
              ? t('bookReserved', { onHand: seenOnHand, reserved })
              : t('book', { onHand: seenOnHand })}
          </Text>
        </View>
        <View
          id={`remove-${key}`}
          className="count__remove"
          ariaRole="button"
          ariaLabel={t('remove')}
          onClick={() => changeDraft(locationId, (lines) => lines.filter((other) => other.id !== id))}
        >
          <Icon name="cross" size={32} color="textFaint" />
        </View>
      </View>
      {line.again ? <Text className="count__again">{t(`again_${line.again}`, { reserved })}</Text> : null}
      {line.typesLot === null ? null : (
        <LotEntry
          id={id}
          lot={lot ?? { code: '', expiresOn: null }}
          expires={line.typesLot === 'lot_and_expiry'}
          onChange={(next) => changeDraft(locationId, (lines) => setLot(lines, id, next))}
        />
      )}
      <View className="count__entry">
        <Text className="count__name">{t('counted')}</Text>
        <View
          id={`less-${key}`}
          className="count__step"
          ariaRole="button"
          onClick={() => {
            setTyped(null);
            if (counted !== null && counted > 0) set(counted - 1);
          }}
        >
          <Icon name="minus" size={32} />
        </View>
        <Input
          id={`counted-${key}`}
          className="count__input"
          type="number"
          maxlength={6}
          placeholder="—"
          placeholderClass="placeholder"
          ariaLabel={t('countedOf', { title: pick(line.title) })}
          value={typed ?? (counted === null ? '' : String(counted))}
          onInput={(event) => type(event.detail.value)}
          onBlur={() => setTyped(null)}
        />
        <View
          id={`more-${key}`}
          className="count__step"
          ariaRole="button"
          onClick={() => {
            setTyped(null);
            set((counted ?? 0) + 1);
          }}
        >
          <Icon name="plus" size={32} />
        </View>
        <Difference line={line} />
      </View>
    </View>
  );
}

function Difference({ line: { counted, seenOnHand } }: { line: DraftLine }) {
  const { t } = stockTexts.use();
  if (counted === null) return <View className="count__difference" />;
  const difference = counted - seenOnHand;
  const tone = difference === 0 ? 'done' : difference > 0 ? 'wait' : 'danger';
  return (
    <View className="count__difference">
      <Chip tone={tone}>
        {difference === 0
          ? t('same')
          : difference > 0
            ? t('more', { count: difference })
            : t('fewer', { count: -difference })}
      </Chip>
    </View>
  );
}
