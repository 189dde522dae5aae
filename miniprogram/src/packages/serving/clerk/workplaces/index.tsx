import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { SearchField } from '../../../../components/SearchField.tsx';
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
  return (
    <Screen title={t('workplacesTitle')}>
      <SearchField id="workplace-search" placeholder={t('workplacesSearch')} onSearch={setText} />
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : found.loading ? (
        <Skeleton kind="rows" />
      ) : items.length === 0 ? (
        <Empty picture="search" title={t('workplacesNone')} note={t('workplacesNoneNote')} />
      ) : (
        <View id="workplace-list" className="card workplaces__list" ariaRole="radiogroup">
          {items.map((place) => (
            <Row
              key={place.id}
              id={`workplace-${place.id}`}
              title={pick(place.name)}
              note={`${place.id} · ${place.city}${place.county}`}
              chosen={place.id === current?.id}
              onTap={() => {
                chooseStaffBranch(place);
                goBack();
              }}
            />
          ))}
          {found.data?.more ? <Text className="workplaces__more">{t('workplacesMore')}</Text> : null}
        </View>
      )}
    </Screen>
  );
}
