import type { OrderReturns } from '@jindian/shared/contract/serving/returns';
import { Text, View } from '@tarojs/components';
import { useDidShow, useRouter } from '@tarojs/taro';
import { useRef } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { orderOf } from '../../../../lib/order-of.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useEvery } from '../../../../lib/use-ticker.ts';
import { AskReturn } from './AskReturn.tsx';
import { MadeReturn } from './MadeReturn.tsx';
import './index.scss';

const lookEveryMs = 8_000;
/** Something happens to it without its shopper. */
const moving = ['asked', 'approved', 'sent', 'arrived', 'received', 'lost'];

/** What of an order goes back: what was asked for, and how far it is; and what else can be. */
export default function OrderReturnsPage() {
  const { t } = returnsTexts.use();
  const orderId = orderOf(useRouter().params);
  const returns = useRemote(() => call(endpoints.listOrderReturns, { params: { orderId } }), orderId);
  const look = async () => {
    try {
      returns.replace(await call(endpoints.listOrderReturns, { params: { orderId } }));
    } catch {
      // What is on screen still holds.
    }
  };
  useEvery(returns.data?.items.some(({ state }) => moving.includes(state)) ? lookEveryMs : null, look);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void look();
    seen.current = true;
  });
  return (
    <Screen title={t('title')}>
      {returns.data ? (
        <Returns orderId={orderId} returns={returns.data} onChanged={() => void returns.reload()} />
      ) : returns.error ? (
        <ErrorState error={returns.error} onRetry={() => void returns.reload()} />
      ) : (
        <Skeleton kind="page" count={2} />
      )}
    </Screen>
  );
}

type Props = { orderId: string; returns: OrderReturns; onChanged: () => void };

function Returns({ orderId, returns, onChanged }: Props) {
  const { t, pick } = returnsTexts.use();
  const left = returns.lines.filter(({ quantity }) => quantity > 0);
  return (
    <>
      {returns.items.map((made) => (
        <MadeReturn key={made.id} made={made} onChanged={onChanged} />
      ))}
      {returns.exchanges
        .filter(({ state }) => state !== 'called_off')
        .map((made) => (
          <View key={made.id} id={`exchange-${made.id}`} className="card returns">
            <Text className="returns__head">{t(made.state === 'done' ? 'exchangeDone' : 'agreedHead')}</Text>
            {made.lines.map((line) => (
              <Text key={line.lineId} className="returns__note">
                {`${pick(line.title)} ${pick(line.fromName)} → ${pick(line.forName)} × ${line.quantity}`}
              </Text>
            ))}
          </View>
        ))}
      {left.length > 0 ? (
        <AskReturn orderId={orderId} lines={returns.lines} onAsked={onChanged} />
      ) : returns.items.length === 0 ? (
        <Empty id="returns-none" picture="orders" title={t('noneLeft')} note="" />
      ) : null}
    </>
  );
}
