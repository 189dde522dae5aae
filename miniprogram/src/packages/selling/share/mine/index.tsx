import type { MyShare } from '@jindian/shared/contract/selling/shares';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useShareAppMessage } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty } from '../../../../components/Empty.tsx';
import { ListOf } from '../../../../components/ListOf.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { shareTexts } from '../../../../i18n/selling/share.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import { components } from '../../../../platform/index';
import { openSharePath } from '../../../../state/came-by.ts';
import { ShareCard } from '../components/ShareCard.tsx';
import { cardOf } from '../lib/sharing.ts';
import './index.scss';

const { ShareButton } = components;
const sendPrefix = 'send-';

/** What somebody sent, and what each brought: opened, by how many, ordered, earned. */
export default function MySharesPage() {
  const { t } = shareTexts.use();
  const paged = usePaged(
    (cursor) => call(endpoints.listMyShares, { query: cursor ? { cursor } : {} }),
    'shares',
  );
  useShareAppMessage(({ target }) => {
    const id = String((target as { id?: string } | undefined)?.id ?? '').slice(sendPrefix.length);
    const share = paged.items.find(({ shareId }) => shareId === id);
    return share
      ? { ...cardOf(share), path: openSharePath(share.shareId) }
      : { title: t('toShop'), path: '/pages/goods/store/index' };
  });
  return (
    <Screen title={t('mineTitle')}>
      <ListOf
        id="share-list"
        paged={paged}
        empty={
          <Empty id="no-shares" picture="bag" title={t('mineEmpty')} note={t('mineEmptyNote')}>
            <PlainButton
              id="shares-to-shop"
              kind="primary"
              onTap={() => Taro.switchTab({ url: '/pages/goods/store/index' })}
            >
              {t('toShop')}
            </PlainButton>
          </Empty>
        }
      >
        {(share) => <Sent key={share.shareId} share={share} />}
      </ListOf>
    </Screen>
  );
}

function Sent({ share }: { share: MyShare }) {
  const { t } = shareTexts.use();
  const { shareId, sellerId, opens, visitors, orders, salesFen, commissionFen, atMs } = share;
  return (
    <View id={`share-${shareId}`} className="card">
      <ShareCard share={share} />
      <View className="my-share__figures">
        <Figure name={t('opens')} value={String(opens)} />
        <Figure name={t('visitors')} value={String(visitors)} />
        {sellerId === null ? null : (
          <>
            <Figure name={t('orders')} value={String(orders)} />
            <Figure name={t('commission')} value={formatYuan(commissionFen)} />
          </>
        )}
      </View>
      <View className="my-share__foot">
        <Text className="my-share__soft">
          {formatBrandTime(atMs)}
          {orders > 0 ? ` · ${t('sales', { amount: formatYuan(salesFen) })}` : ''}
        </Text>
        <ShareButton id={`${sendPrefix}${shareId}`} title={cardOf(share).title} path={openSharePath(shareId)}>
          <View className="button button--small">
            <Text>{t('sendAgain')}</Text>
          </View>
        </ShareButton>
      </View>
    </View>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <View className="my-share__figure">
      <Text className="my-share__value">{value}</Text>
      <Text className="my-share__soft">{name}</Text>
    </View>
  );
}
