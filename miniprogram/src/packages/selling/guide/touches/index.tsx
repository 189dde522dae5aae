import { touchSaysToSeller, touchWayWords } from '@jindian/shared/contract/selling/touch-words';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useReachBottom } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import './index.scss';

/** Who met this seller's codes and shares, and why each is, or is not, a customer. */
export default function GuideTouchesPage() {
  const { t, language } = guideTexts.use();
  const paged = usePaged(
    (cursor) => call(endpoints.getSellerTouches, { query: cursor ? { cursor } : {} }),
    'touches',
  );
  useReachBottom(() => void paged.more());
  return (
    <Screen title={t('touchesTitle')} staff>
      {paged.items.length > 0 ? (
        <View id="touch-list" className="card">
          {paged.items.map(({ touchId, name, atMs, way, reason, isMine }) => (
            <Row
              key={touchId}
              id={`touch-${touchId}`}
              title={name ?? t('someCustomer')}
              note={`${formatBrandTime(atMs).slice(5)} · ${touchWayWords[way][language]}`}
              end={
                <Text className={isMine ? 'guide-touches__mine' : 'guide-touches__other'}>
                  {t(isMine ? 'touchMine' : 'touchNotMine')}
                </Text>
              }
            >
              <Text className="guide-touches__why">{touchSaysToSeller(reason, language)}</Text>
            </Row>
          ))}
        </View>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.head ? (
        <Empty id="no-touches" picture="bag" title={t('touchesEmpty')} note={t('earningsEmptyNote')}>
          <PlainButton
            id="show-code"
            kind="primary"
            onTap={() => Taro.redirectTo({ url: '/packages/selling/guide/home/index' })}
          >
            {t('showMyCode')}
          </PlainButton>
        </Empty>
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}
