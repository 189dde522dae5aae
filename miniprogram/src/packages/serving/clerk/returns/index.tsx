import type { CounterOrder } from '@jindian/shared/contract/serving/returns';
import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { BranchReturns } from './BranchReturns.tsx';
import { CounterReturn } from './CounterReturn.tsx';
import './index.scss';

const leastLength = 4;

/** At a counter: whose order it is, what comes back of it, and where it goes. */
export default function TakeBackPage() {
  const { t } = returnsTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const found = useRemote(
    asked === null
      ? null
      : () => call(endpoints.findCounterOrder, { params: { locationId }, body: { text: asked } }),
    asked ?? '',
  );
  const find = (text: string) => {
    const plain = text.trim();
    if (plain.length < leastLength) return;
    if (plain === asked) void found.reload();
    else setAsked(plain);
  };
  const scan = async () => {
    const scanned = await platform.scan();
    if (scanned === null) return;
    setTyped(scanned);
    find(scanned);
  };
  return (
    <Screen title={t('deskTitle')} staff>
      <View className="card take-back">
        <Text className="take-back__note">{t('deskLead')}</Text>
        <Input
          id="return-order"
          className="take-back__field"
          value={typed}
          maxlength={64}
          placeholder={t('deskField')}
          placeholderClass="placeholder"
          ariaLabel={t('deskField')}
          confirmType="search"
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={() => find(typed)}
        />
        <View className="take-back__acts">
          <PlainButton id="scan-return" grow onTap={() => void scan()}>
            {t('scan')}
          </PlainButton>
          <PlainButton id="find-return" kind="primary" grow onTap={() => find(typed)}>
            {t('find')}
          </PlainButton>
        </View>
      </View>
      {asked === null ? (
        <BranchReturns locationId={locationId} />
      ) : found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : found.loading || !found.data ? (
        <Skeleton kind="rows" />
      ) : found.data.items.length === 0 ? (
        <Empty id="return-none" picture="search" title={t('deskNone')} note={t('deskNoneNote')} />
      ) : (
        found.data.items.map((order: CounterOrder) => (
          <CounterReturn
            key={`${order.orderId} ${order.items.length} ${order.items[0]?.state ?? ''} ${order.exchanges.length} ${order.exchanges[0]?.state ?? ''}`}
            locationId={locationId}
            order={order}
            onDone={() => void found.reload()}
          />
        ))
      )}
    </Screen>
  );
}
