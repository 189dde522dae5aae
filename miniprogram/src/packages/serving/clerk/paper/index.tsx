import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { piecesOf } from '../../../../lib/pieces.ts';
import { slotText } from '../../../../lib/slot-words.ts';
import { readStored, writeStored } from '../../../../lib/storage.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { readPaper } from '../lib/papers.ts';
import { pickListOf } from '../lib/picking.ts';
import { shopperOf } from '../lib/words.ts';
import './index.scss';

/** Rolls of receipt printers, and a sheet. */
const widthsMm = { '58': 58, '80': 80, a4: null } as const;
type Width = keyof typeof widthsMm;
const widths = Object.keys(widthsMm) as Width[];
const isWidth = (value: unknown): value is Width => widths.includes(value as Width);
const storageKey = 'clerk.paper';

/** What to take off the shelves for several orders, or a receipt for each: to be read here, or printed. */
export default function PaperPage() {
  const { t } = clerkTexts.use();
  const { locationId = '', paper } = useRouter().params;
  const isReceipt = paper === 'receipt';
  const [width, setWidth] = useState<Width>(readStored(storageKey, isWidth) ?? '80');
  const read = useRemote(() => readPaper(locationId), `${locationId} paper`);
  const items = read.data?.items ?? [];
  const choose = (next: Width) => {
    setWidth(next);
    writeStored(storageKey, next);
  };
  const { print } = platform;
  return (
    <Screen title={t(isReceipt ? 'receipt' : 'pickList')} bar={print !== null} wide>
      {read.error ? (
        <ErrorState error={read.error} onRetry={() => void read.reload()} />
      ) : read.data === null ? (
        <Skeleton kind="rows" />
      ) : items.length === 0 ? (
        <Empty id="paper-empty" picture="bag" title={t('empty_to_pack')} note={t('emptyNote_to_pack')} />
      ) : (
        <>
          <Tabs
            kind="pills"
            tabs={widths.map((key) => ({ key, id: `paper-${key}`, name: t(`paper_${key}`) }))}
            shown={width}
            onShow={choose}
          />
          <View id="paper" className={`paper paper--${width}`}>
            {isReceipt ? (
              items.map((item) => <Receipt key={item.id} item={item} />)
            ) : (
              <PickList items={items} more={read.data.more} />
            )}
          </View>
          {print ? (
            <BottomBar>
              <PlainButton id="print" kind="primary" grow onTap={() => print('paper', widthsMm[width])}>
                {t('print')}
              </PlainButton>
            </BottomBar>
          ) : (
            <Text className="paper-note">{t('printElsewhere')}</Text>
          )}
        </>
      )}
    </Screen>
  );
}

function PickList({ items, more }: { items: readonly WorkItem[]; more: boolean }) {
  const { t, pick } = clerkTexts.use();
  const rows = pickListOf(items);
  const pieces = piecesOf(rows);
  return (
    <View className="paper__sheet">
      <Text className="paper__title">{t('pickList')}</Text>
      <Text className="paper__line">{items[0] ? pick(items[0].place.name) : ''}</Text>
      <Text className="paper__line">
        {t('pickListTotals', { orders: items.length, kinds: rows.length, pieces })}
      </Text>
      <Text className="paper__line">{formatBrandTime(platform.nowMs())}</Text>
      {more ? <Text className="paper__line">{t('pickListMore', { count: items.length })}</Text> : null}
      {rows.map((row) => (
        <View key={row.skuId} id={`pick-${row.skuId}`} className="paper__row">
          <View className="paper__words">
            <Text className="paper__name">{pick(row.title)}</Text>
            <Text className="paper__line">{`${pick(row.skuName)} · ${row.skuId}`}</Text>
            <Text className="paper__line">
              {row.orders.map(({ number, quantity }) => `${number} × ${quantity}`).join('，')}
            </Text>
          </View>
          <Text className="paper__count">{row.quantity}</Text>
        </View>
      ))}
    </View>
  );
}

function Receipt({ item }: { item: WorkItem }) {
  const { t, pick, language } = clerkTexts.use();
  const { address } = item;
  return (
    <View className="paper__sheet">
      <Text className="paper__title">{pick(item.place.name)}</Text>
      <Text className="paper__number">{item.orderNumber}</Text>
      <Text className="paper__line">{`${t(item.method)} · ${formatBrandTime(item.createdAtMs)}`}</Text>
      {item.slotId ? (
        <Text className="paper__line">{slotText(item.slotId, platform.nowMs(), language)}</Text>
      ) : null}
      {address ? (
        <>
          <Text className="paper__name">{`${address.recipientName} ${address.phone}`}</Text>
          <Text className="paper__line">
            {[...new Set([address.province, address.city, address.county]), address.detail].join('')}
          </Text>
        </>
      ) : (
        <Text className="paper__line">{t('shopper', { name: shopperOf(item, t) })}</Text>
      )}
      {item.lines.map((line) => (
        <View key={line.skuId} className="paper__row">
          <View className="paper__words">
            <Text className="paper__name">{pick(line.title)}</Text>
            <Text className="paper__line">
              {`${pick(line.skuName)} ${t('times', { count: line.quantity })} · ${formatYuan(line.amountFen)}`}
            </Text>
          </View>
          <Text className="paper__count">{line.quantity}</Text>
        </View>
      ))}
      <View className="paper__row">
        <Text className="paper__words">{t('pieces', { count: piecesOf(item.lines) })}</Text>
        <Text className="paper__name">
          {t('goodsSum', { amount: formatYuan(item.lines.reduce((sum, line) => sum + line.amountFen, 0)) })}
        </Text>
      </View>
      {item.note ? <Text className="paper__name">{`${t('note')}: ${item.note}`}</Text> : null}
    </View>
  );
}
