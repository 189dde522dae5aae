import type { Page } from '@jindian/shared/contract/common';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { Input, ScrollView, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import './goods-sheet.scss';

type Props = { locationId: string; onChoose: (item: StockItem) => void; onClose: () => void };

/** Choosing a SKU: what the branch carries, or by a whole id or barcode what it never had. */
export function GoodsSheet({ locationId, onChoose, onClose }: Props) {
  const { t, pick } = transfersTexts.use();
  const [text, setText] = useState('');
  const paged = usePaged<Page<StockItem>>(
    (cursor) =>
      call(endpoints.listStock, {
        params: { locationId },
        query: { limit: 20, ...(cursor ? { cursor } : {}), ...(text ? { text } : {}) },
      }),
    `${locationId} ${text}`,
  );
  const search = (value: string) => setText(value.trim().slice(0, 40));
  return (
    <Sheet id="goods-sheet" title={t('chooseGoods')} onClose={onClose}>
      <View className="goods-sheet__search">
        <Icon name="search" color="textFaint" size={36} />
        <Input
          id="goods-search"
          className="goods-sheet__input"
          placeholder={t('searchGoods')}
          placeholderClass="placeholder"
          confirmType="search"
          maxlength={40}
          onConfirm={(event) => search(event.detail.value)}
          onBlur={(event) => search(event.detail.value)}
        />
      </View>
      <ScrollView
        className="goods-sheet__list"
        scrollY
        lowerThreshold={120}
        onScrollToLower={() => void paged.more()}
      >
        {paged.items.length > 0 ? (
          paged.items.map((item) => (
            <Row
              key={item.skuId}
              id={`goods-${item.skuId}`}
              title={pick(item.title)}
              note={pick(item.skuName)}
              imagePath={item.imagePath}
              end={t('here', { count: item.levels.reduce((sum, { available }) => sum + available, 0) })}
              onTap={() => onChoose(item)}
            />
          ))
        ) : paged.error ? (
          <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
        ) : paged.loading ? (
          <Skeleton kind="rows" />
        ) : (
          <Empty id="goods-nothing" picture="search" title={t('noGoods')} note={t('noGoodsNote')} />
        )}
      </ScrollView>
    </Sheet>
  );
}
