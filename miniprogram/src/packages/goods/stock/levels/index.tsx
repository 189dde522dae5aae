import type { Page } from '@jindian/shared/contract/common';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useDidShow, useReachBottom, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { stockTexts } from '../../../../i18n/goods/stock.ts';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { useModule } from '../../../../state/brand.ts';
import { notice } from '../../../../state/questions.ts';
import { StockRow } from '../components/StockRow.tsx';
import { choosePiece } from '../lib/choose.ts';
import { addToDraft } from '../lib/count-draft.ts';
import { changeDraft } from '../lib/count-store.ts';
import { wantedOf } from '../lib/find-stock.ts';
import { receive } from '../lib/receive-draft.ts';
import { receiving } from '../lib/receive-store.ts';
import './index.scss';

/** The stock of a branch; with `pick`, to choose what is counted, or received, next. */
export default function LevelsPage() {
  const { t } = stockTexts.use();
  const transfers = transfersTexts.use();
  const transferring = useModule('transfers');
  const { locationId = '', pick: picking } = useRouter().params;
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const paged = usePaged<Page<StockItem>>(
    (cursor) =>
      call(endpoints.listStock, {
        params: { locationId },
        // What comes in or is counted may be new to the place.
        query: {
          limit: 20,
          ...(cursor ? { cursor } : {}),
          ...(text ? { text, ...(picking ? { all: 'true' as const } : {}) } : {}),
        },
      }),
    `${locationId} ${text}`,
  );
  useReachBottom(() => void paged.more());
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void paged.reload();
    seen.current = true;
  });

  const search = (value: string) => setText(value.trim().slice(0, 40));
  const scan = async () => {
    const scanned = await platform.scan();
    if (scanned === null) return;
    try {
      const wanted = await wantedOf(scanned);
      if (wanted === null) return notice(t('notStock'));
      setTyped(wanted);
      search(wanted);
    } catch (error) {
      noticeProblem(error);
    }
  };
  const open = async (item: StockItem) => {
    if (!picking) {
      await Taro.navigateTo({
        url: `/packages/goods/stock/item/index?locationId=${locationId}&skuId=${item.skuId}`,
      });
      return;
    }
    if (picking === 'receive') {
      receiving.changeDraft(locationId, (lines) => receive(lines, item, Date.now()));
      await Taro.navigateBack();
      return;
    }
    const piece = await choosePiece(item);
    if (piece === null) return;
    changeDraft(locationId, (lines) => addToDraft(lines, item, piece, 0, Date.now()));
    await Taro.navigateBack();
  };

  return (
    <Screen title={t(picking ? 'chooseTitle' : 'levelsTitle')} bar={!picking}>
      <View className="levels__find">
        <View className="levels__search">
          <Icon name="search" color="textFaint" size={36} />
          <Input
            id="stock-search"
            className="levels__input"
            value={typed}
            placeholder={t('search')}
            placeholderClass="placeholder"
            confirmType="search"
            maxlength={40}
            onInput={(event) => setTyped(event.detail.value)}
            onConfirm={(event) => search(event.detail.value)}
            onBlur={(event) => search(event.detail.value)}
          />
        </View>
        <View
          id="stock-scan"
          className="levels__scan"
          ariaRole="button"
          ariaLabel={t('scan')}
          onClick={() => void scan()}
        >
          <Icon name="scan" size={44} color="link" />
        </View>
      </View>
      {picking || !transferring ? null : (
        <View
          id="open-transfers"
          className="card levels__transfers"
          ariaRole="button"
          onClick={() =>
            void Taro.navigateTo({ url: `/packages/goods/transfers/list/index?locationId=${locationId}` })
          }
        >
          <Icon name="truck" size={44} color="link" />
          <Text className="levels__transfers-words">{transfers.t('entry')}</Text>
          <Icon name="chevron" size={32} color="textFaint" />
        </View>
      )}
      {paged.items.length > 0 ? (
        <>
          <View id="stock-list" className="card levels__list">
            {paged.items.map((item) => (
              <StockRow key={item.skuId} item={item} onTap={() => void open(item)} />
            ))}
          </View>
          <Text className="levels__end">{paged.done ? t('noMore') : t('loading')}</Text>
        </>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.loading ? (
        <Skeleton kind="rows" />
      ) : text ? (
        <Empty id="stock-nothing" picture="search" title={t('nothing')} note={t('nothingNote')} />
      ) : (
        <Empty id="stock-empty" picture="bag" title={t('noLevels')} note={t('noLevelsNote')} />
      )}
      {picking ? null : (
        <BottomBar>
          <PlainButton
            id="open-moves"
            onTap={() =>
              Taro.navigateTo({ url: `/packages/goods/stock/item/index?locationId=${locationId}` })
            }
          >
            {t('moves')}
          </PlainButton>
          <PlainButton
            id="open-receive"
            onTap={() =>
              Taro.navigateTo({ url: `/packages/goods/stock/receive/index?locationId=${locationId}` })
            }
          >
            {t('receive')}
          </PlainButton>
          <PlainButton
            id="start-count"
            kind="primary"
            grow
            onTap={() =>
              Taro.navigateTo({ url: `/packages/goods/stock/count/index?locationId=${locationId}` })
            }
          >
            {t('startCount')}
          </PlainButton>
        </BottomBar>
      )}
    </Screen>
  );
}
