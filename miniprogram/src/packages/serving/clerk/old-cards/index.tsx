import type { MovedMember } from '@jindian/shared/contract/selling/moving';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { oldCardsTexts } from '../../../../i18n/selling/old-cards.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

const leastLength = 3;
const tones = { waiting: 'wait', refused: 'danger', claimed: 'done' } as const;

/** Who stands here with a card of the system before: what was moved in for them, and how they come to it. */
export default function OldCardsPage() {
  const { t } = oldCardsTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const found = useRemote(
    asked === null
      ? null
      : () => call(endpoints.findMoved, { params: { locationId }, body: { text: asked } }),
    asked ?? '',
  );
  const find = () => {
    const text = typed.trim();
    if (text.length < leastLength) notice(t('tooShort'));
    else if (text === asked) void found.reload();
    else setAsked(text);
  };
  return (
    <Screen title={t('title')}>
      <View className="card">
        <Text className="old-cards__lead">{t('lead')}</Text>
        <Input
          id="old-card-number"
          className="old-cards__field"
          value={typed}
          maxlength={64}
          placeholder={t('field')}
          placeholderClass="placeholder"
          ariaLabel={t('field')}
          confirmType="search"
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={find}
        />
        <PlainButton id="find-old-card" kind="primary" grow onTap={find}>
          {t('find')}
        </PlainButton>
      </View>
      {asked === null ? null : found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : found.loading || !found.data ? (
        <Skeleton kind="rows" />
      ) : found.data.items.length === 0 ? (
        <Empty id="old-cards-none" picture="search" title={t('none')} note={t('noneNote')} />
      ) : (
        found.data.items.map((member) => <OldMember key={member.memberNumber} member={member} />)
      )}
    </Screen>
  );
}

function OldMember({ member }: { member: MovedMember }) {
  const { t } = oldCardsTexts.use();
  const { memberNumber, nameMasked, phoneMasked, joinedOn, state, points, paidFen, grantedFen } = member;
  const about = [
    t('number', { number: memberNumber }),
    ...(joinedOn === null ? [] : [t('joined', { day: joinedOn })]),
  ].join(' · ');
  const figures = [
    [t('points'), String(points)],
    [t('paid'), formatYuan(paidFen)],
    [t('granted'), formatYuan(grantedFen)],
  ] as const;
  return (
    <View id={`old-card-${memberNumber}`} className="card">
      <View className="old-cards__who">
        <Text className="old-cards__name">{nameMasked ?? t('nameless')}</Text>
        <Chip tone={tones[state]}>{t(`state_${state}`)}</Chip>
      </View>
      <Text className="old-cards__note">{about}</Text>
      <Text className="old-cards__note">
        {phoneMasked === null ? t('noPhone') : t('phone', { phone: phoneMasked })}
      </Text>
      <View className="old-cards__figures">
        {figures.map(([name, value]) => (
          <View key={name} className="old-cards__figure">
            <Text className="old-cards__note">{name}</Text>
            <Text className="old-cards__value">{value}</Text>
          </View>
        ))}
      </View>
      {state === 'waiting' ? (
        <>
          {phoneMasked === null ? null : (
            <>
              <Text className="old-cards__note">{t('check')}</Text>
              <Text className="old-cards__do">{t('do_claim')}</Text>
            </>
          )}
          <Text className="old-cards__do">{t('do_hq')}</Text>
        </>
      ) : (
        <Text className="old-cards__do">{t(`do_${state}`)}</Text>
      )}
    </View>
  );
}
