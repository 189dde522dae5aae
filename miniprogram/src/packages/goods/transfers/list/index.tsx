import type { Page } from '@jindian/shared/contract/common';
import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { TransferCard } from '../components/TransferCard.tsx';
import './index.scss';

const states: readonly TransferState[] = [
  'requested',
  'approved',
  'shipped',
  'received',
  'rejected',
  'cancelled',
];
type Direction = 'in' | 'out';

/** A place's transfers, coming in and going out, by where they stand. */
export default function TransfersPage() {
  const { t } = transfersTexts.use();
  const { locationId = '' } = useRouter().params;
  const [direction, setDirection] = useState<Direction>('in');
  const [state, setState] = useState<TransferState>('requested');
  const paged = usePaged<Page<TransferView>>(
    (cursor) =>
      call(endpoints.listTransfers, {
        params: { locationId },
        query: { direction, state, limit: 20, ...(cursor ? { cursor } : {}) },
      }),
    `${locationId} ${direction} ${state}`,
  );
  useReachBottom(() => void paged.more());
  usePullDownRefresh(() => void paged.reload().finally(() => Taro.stopPullDownRefresh()));
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void paged.reload();
    seen.current = true;
  });

  return (
    <Screen title={t('title')} bar>
      <Tabs
        tabs={(['in', 'out'] as const).map((one) => ({
          key: one,
          id: `transfers-${one}`,
          name: t(one === 'in' ? 'tabIn' : 'tabOut'),
        }))}
        shown={direction}
        onShow={setDirection}
      />
      <Tabs
        kind="pills"
        tabs={states.map((one) => ({ key: one, id: `transfers-${one}`, name: t(`state_${one}`) }))}
        shown={state}
        onShow={setState}
      />
      {paged.items.length > 0 ? (
        <View id="transfer-list">
          {paged.items.map((transfer) => (
            <TransferCard
              key={transfer.id}
              transfer={transfer}
              direction={direction}
              onTap={() =>
                void Taro.navigateTo({
                  url: `/packages/goods/transfers/detail/index?transferId=${transfer.id}`,
                })
              }
            />
          ))}
          <Text className="transfers__end">{paged.done ? t('noMore') : t('loading')}</Text>
        </View>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.loading ? (
        <Skeleton kind="rows" />
      ) : (
        <Empty
          id="transfers-empty"
          picture="bag"
          title={t('empty')}
          note={t(direction === 'in' ? 'emptyIn' : 'emptyOut')}
        />
      )}
      <BottomBar>
        <PlainButton
          id="request-transfer"
          kind="primary"
          grow
          onTap={() =>
            Taro.navigateTo({ url: `/packages/goods/transfers/request/index?locationId=${locationId}` })
          }
        >
          {t('request')}
        </PlainButton>
      </BottomBar>
    </Screen>
  );
}
