import type { Page } from '@jindian/shared/contract/common';
import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import Taro, { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty } from '../../../../components/Empty.tsx';
import { ListOf } from '../../../../components/ListOf.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { transfersTexts } from '../../../../i18n/goods/transfers.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { TransferCard } from '../components/TransferCard.tsx';

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
      <ListOf
        id="transfer-list"
        paged={paged}
        empty={
          <Empty
            id="transfers-empty"
            picture="bag"
            title={t('empty')}
            note={t(direction === 'in' ? 'emptyIn' : 'emptyOut')}
          />
        }
      >
        {(transfer) => (
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
        )}
      </ListOf>
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
