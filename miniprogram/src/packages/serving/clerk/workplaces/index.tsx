import { Input, Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { chooseStaffBranch, staffBranchStore } from '../lib/staff-branch.ts';
import './index.scss';

/** Whoever looks after a region goes from one of its places to another, by name. */
export default function WorkplacesPage() {
  const { t, pick } = clerkTexts.use();
  const [text, setText] = useState('');
  const current = staffBranchStore.use()?.current;
  const found = useRemote(
    () => call(endpoints.listWorkplaces, { query: text ? { text } : {} }),
    `workplaces ${text}`,
  );
  const items = found.data?.items ?? [];
  const search = (typed: string) => setText(typed.trim());
  return (
    <Screen title={t('workplacesTitle')}>
      <View className="workplaces__search">
        <Icon name="search" color="textFaint" size={36} />
        <Input
          id="workplace-search"
          className="workplaces__input"
          placeholder={t('workplacesSearch')}
          placeholderClass="placeholder"
          confirmType="search"
          maxlength={40}
          onInput={(event) => {
            if (event.detail.value === '') setText('');
          }}
          onConfirm={(event) => search(event.detail.value)}
          onBlur={(event) => search(event.detail.value)}
        />
      </View>
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : found.loading ? (
        <Skeleton kind="rows" />
      ) : items.length === 0 ? (
        <Empty picture="search" title={t('workplacesNone')} note={t('workplacesNoneNote')} />
      ) : (
        <View id="workplace-list" className="workplaces__list">
          {items.map((place) => (
            <View
              key={place.id}
              id={`workplace-${place.id}`}
              className={`workplaces__row ${place.id === current?.id ? 'workplaces__row--on' : ''}`}
              ariaRole="button"
              onClick={() => {
                chooseStaffBranch(place);
                goBack();
              }}
            >
              <Text className="workplaces__name">{pick(place.name)}</Text>
              <Text className="workplaces__area">{`${place.id} · ${place.city}${place.county}`}</Text>
            </View>
          ))}
          {found.data?.more ? <Text className="workplaces__more">{t('workplacesMore')}</Text> : null}
        </View>
      )}
    </Screen>
  );
}
