import type { StockSource } from '@jindian/shared/contract/goods/availability';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { maxTransferLines } from '@jindian/shared/contract/goods/transfer';
import { formatDistance } from '@jindian/shared/geo';
import { Image, Input, Text, View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { useCallback, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Stepper } from '../../../../components/Stepper.tsx';
import { assetUrl } from '../../../../config.ts';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { notice } from '../../../../state/questions.ts';
import { GoodsSheet } from '../components/GoodsSheet.tsx';
import './index.scss';

type Line = { item: StockItem; quantity: number; most: number };
const sourcesShown = 12;
const intention = createIntention();

/** Asking another place for goods: first what, then whom, then how many; more goods from the same place. */
export default function RequestPage() {
  const { t, pick, language } = transfersTexts.use();
  const { locationId = '' } = useRouter().params;
  const [source, setSource] = useState<StockSource['location'] | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const [choosing, setChoosing] = useState(false);
  const [sources, setSources] = useState<{ item: StockItem; items: StockSource[] } | null>(null);
  const closeSources = useCallback(() => setSources(null), []);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);

  const add = (item: StockItem, from: StockSource) =>
    setLines((before) => [
      ...before.filter((line) => line.item.skuId !== item.skuId),
      { item, quantity: 1, most: from.available },
    ]);
  const choose = async (item: StockItem) => {
    setChoosing(false);
    if (lines.length >= maxTransferLines) return notice(t('full'));
    try {
      const { items } = await call(endpoints.listStockSources, {
        params: { locationId },
        query: { skuId: item.skuId, limit: sourcesShown },
      });
      if (source === null) return setSources({ item, items });
      const from = items.find(({ location }) => location.id === source.id);
      if (!from) return notice(t('sourceLacks', { name: pick(source.name) }));
      add(item, from);
    } catch (error) {
      noticeProblem(error);
    }
    return undefined;
  };
  const changeSource = async () => {
    if (!(await ask(t('changeAsk'), t('yes'), t('no')))) return;
    setSource(null);
    setLines([]);
  };
  const submit = async () => {
    if (!source) return;
    const body = {
      fromLocationId: source.id,
      lines: lines.map(({ item, quantity }) => ({ skuId: item.skuId, quantity })),
      ...(note.trim() ? { note: note.trim() } : {}),
    };
    setBusy(true);
    try {
      const idempotencyKey = intention.keyFor({ locationId, body });
      const { id } = await call(endpoints.requestTransfer, { params: { locationId }, body, idempotencyKey });
      intention.settle();
      notice(t('submitted'));
      await Taro.redirectTo({ url: `/packages/goods/transfers/detail/index?transferId=${id}` });
    } catch (error) {
      if (error instanceof ApiProblem && !error.isUnsettled) intention.settle();
      noticeProblem(error);
      setBusy(false);
    }
  };

  return (
    <Screen title={t('requestTitle')} bar>
      {lines.length === 0 ? (
        <Empty id="request-empty" picture="bag" title={t('chooseGoods')} note={t('emptyIn')}>
          <PlainButton id="choose-goods" kind="primary" onTap={() => setChoosing(true)}>
            {t('chooseGoods')}
          </PlainButton>
        </Empty>
      ) : (
        <>
          <View className="card request__source">
            <Icon name="store" size={44} color="textSoft" />
            <Text id="request-source" className="request__source-name">
              {t('askFrom', { name: source ? pick(source.name) : '' })}
            </Text>
            <View
              id="change-source"
              className="request__link"
              ariaRole="button"
              onClick={() => void changeSource()}
            >
              <Text>{t('change')}</Text>
            </View>
          </View>
          <View className="card request__lines">
            {lines.map(({ item, quantity, most }) => (
              <View key={item.skuId} id={`request-${item.skuId}`} className="request__line">
                <Image className="request__picture" src={assetUrl(item.imagePath)} mode="aspectFit" />
                <View className="request__words">
                  <Text className="request__title">{pick(item.title)}</Text>
                  <Text className="request__sku">{pick(item.skuName)}</Text>
                  <View
                    id={`remove-${item.skuId}`}
                    className="request__remove"
                    ariaRole="button"
                    onClick={() => setLines((before) => before.filter((line) => line.item !== item))}
                  >
                    <Text>{t('remove')}</Text>
                  </View>
                </View>
                <Stepper
                  id={`quantity-${item.skuId}`}
                  value={quantity}
                  max={most}
                  onChange={(next) =>
                    setLines((before) =>
                      before.map((line) => (line.item === item ? { ...line, quantity: next } : line)),
                    )
                  }
                />
              </View>
            ))}
            <View id="add-goods" className="request__add" ariaRole="button" onClick={() => setChoosing(true)}>
              <Icon name="plus" size={32} color="link" />
              <Text>{t('addGoods')}</Text>
            </View>
          </View>
          <View className="card request__note">
            <Input
              id="request-note"
              className="request__input"
              value={note}
              maxlength={120}
              placeholder={t('notePlaceholder')}
              placeholderClass="placeholder"
              onInput={(event) => setNote(event.detail.value)}
            />
          </View>
          <BottomBar>
            <PlainButton id="request-submit" kind="primary" grow busy={busy} onTap={() => void submit()}>
              {t('submit')}
            </PlainButton>
          </BottomBar>
        </>
      )}
      {choosing ? (
        <GoodsSheet
          locationId={locationId}
          onChoose={(item) => void choose(item)}
          onClose={() => setChoosing(false)}
        />
      ) : null}
      {sources ? (
        <Sheet
          id="sources-sheet"
          title={t('sourcesTitle')}
          note={`${pick(sources.item.title)} ${pick(sources.item.skuName)}`}
          onClose={closeSources}
        >
          {sources.items.length === 0 ? <Text>{t('sourcesNone')}</Text> : null}
          {sources.items.map((one) => (
            <Row
              key={one.location.id}
              id={`source-${one.location.id}`}
              title={pick(one.location.name)}
              note={t('sourceHas', {
                count: one.available,
                distance: formatDistance(one.distanceMeters, language),
              })}
              end={<Chip tone="neutral">{t(`kind_${one.location.kind}`)}</Chip>}
              onTap={() => {
                setSource(one.location);
                add(sources.item, one);
                setSources(null);
              }}
            />
          ))}
        </Sheet>
      ) : null}
    </Screen>
  );
}
