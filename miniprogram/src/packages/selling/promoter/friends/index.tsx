import { brandDay } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import { useReachBottom } from '@tarojs/taro';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { promoterTexts } from '../../../../i18n/selling/promoter.ts';
import { usePaged } from '../../../../lib/use-remote.ts';
import './index.scss';

const tones = {
  active: 'done',
  applied: 'wait',
  suspended: 'danger',
  declined: 'neutral',
  left: 'neutral',
} as const;

/** Whom one brought and who promotes in turn: the beginning of a name, and no figures of theirs. */
export default function PromoterFriendsPage() {
  const { t } = promoterTexts.use();
  const paged = usePaged(
    (cursor) => call(endpoints.listBroughtFriends, { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
    'friends',
  );
  useReachBottom(() => void paged.more());
  return (
    <Screen title={t('friends')} staff>
      <View className="card">
        <Text className="friends__lead">{t('friendsLead')}</Text>
      </View>
      {paged.items.length > 0 ? (
        <View id="friends" className="card">
          {paged.items.map(({ name, sinceMs, standing }) => (
            <Row
              key={`${name} ${sinceMs}`}
              title={name}
              note={sinceMs === null ? '' : t('friendSince', { day: brandDay(sinceMs) })}
              end={<Chip tone={tones[standing]}>{t(`standing_${standing}`)}</Chip>}
            />
          ))}
        </View>
      ) : paged.error ? (
        <ErrorState error={paged.error} onRetry={() => void paged.reload()} />
      ) : paged.head ? (
        <Empty id="no-friends" picture="shop" title={t('friendsEmpty')} note={t('friendsEmptyNote')} />
      ) : (
        <Skeleton kind="rows" />
      )}
    </Screen>
  );
}
