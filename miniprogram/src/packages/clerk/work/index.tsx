import type { BranchQueue, WorkItem } from '@jindian/shared/contract/order';
import type { BranchView } from '@jindian/shared/contract/storefront';
import { minuteMs } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useCallback, useRef, useState } from 'react';
import { BottomBar } from '../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { clerkTexts } from '../../../i18n/clerk.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { useNow } from '../../../lib/use-ticker.ts';
import { BranchSwitch } from '../components/BranchSwitch.tsx';
import { QueueTabs } from '../components/QueueTabs.tsx';
import { StaleNotice } from '../components/StaleNotice.tsx';
import { type WorkAction, WorkCard } from '../components/WorkCard.tsx';
import { callForAttention } from '../lib/attention.ts';
import { scanToHandOver } from '../lib/hand-over.ts';
import { loadStaffBranches, staffBranchStore } from '../lib/staff-branch.ts';
import { useWork } from '../lib/use-work.ts';
import { performWork } from '../lib/work-actions.ts';
import './index.scss';

/** The desk of a branch: its queues, what to do next with each order, and the scan button. */
export default function WorkPage() {
  const { t } = clerkTexts.use();
  const loading = useRemote(loadStaffBranches, 'branches');
  const branches = staffBranchStore.use();
  return (
    <Screen title={t('workTitle')} bar>
      {branches?.current ? (
        <Desk key={branches.current.id} branch={branches.current} />
      ) : loading.error ? (
        <ErrorState error={loading.error} onRetry={() => void loading.reload()} />
      ) : loading.loading ? (
        <Skeleton kind="rows" />
      ) : (
        <Empty id="no-branch" picture="shop" title={t('noBranch')} note={t('noBranchNote')} />
      )}
    </Screen>
  );
}

function Desk({ branch }: { branch: BranchView }) {
  const { t } = clerkTexts.use();
  const [queue, setQueue] = useState<BranchQueue>('to_pack');
  const [fresh, setFresh] = useState(0);
  const [busyId, setBusyId] = useState<string | null>(null);
  const onNew = useCallback((count: number) => {
    callForAttention();
    setFresh((before) => before + count);
  }, []);
  const work = useWork(branch.id, queue, onNew);
  const nowMs = Math.floor(useNow(true) / minuteMs) * minuteMs;

  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void work.reload();
    seen.current = true;
  });
  useReachBottom(() => void work.more());
  usePullDownRefresh(() => {
    void work.reload().finally(() => Taro.stopPullDownRefresh());
  });

  const show = (next: BranchQueue) => {
    setQueue(next);
    if (next === 'to_pack') setFresh(0);
  };
  const reloadRef = useRef(work.reload);
  reloadRef.current = work.reload;
  const act = useCallback(
    async (item: WorkItem, action: WorkAction) => {
      if (action === 'hand_over') {
        await scanToHandOver(branch.id);
        return;
      }
      setBusyId(item.id);
      try {
        if (await performWork(item, action)) await reloadRef.current();
      } finally {
        setBusyId(null);
      }
    },
    [branch.id],
  );

  return (
    <>
      <BranchSwitch branch={branch} />
      <QueueTabs queue={queue} toPack={work.toPack} onShow={show} />
      {fresh > 0 ? (
        <View id="new-orders" className="desk__fresh" ariaRole="button" onClick={() => show('to_pack')}>
          <Icon name="bag" size={36} color="#B9321B" />
          <Text>{t('newOrders', { count: fresh })}</Text>
          <Icon name="cross" size={28} color="#B9321B" />
        </View>
      ) : null}
      {work.error && work.items ? <StaleNotice readAtMs={work.readAtMs} /> : null}
      {work.items === null ? (
        work.error ? (
          <ErrorState error={work.error} onRetry={() => void work.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : work.items.length === 0 ? (
        <Empty
          id={`empty-${queue.replace('_', '-')}`}
          picture={queue === 'done' ? 'orders' : 'bag'}
          title={t(`empty_${queue}`)}
          note={t(`emptyNote_${queue}`)}
        />
      ) : (
        <View id="work-list" className="desk__list">
          {work.items.map((item) => (
            <WorkCard key={item.id} item={item} nowMs={nowMs} busy={busyId === item.id} onAct={act} />
          ))}
          {work.hasMore ? <Text className="desk__end">{t('loading')}</Text> : null}
        </View>
      )}
      <BottomBar>
        <PlainButton
          id="open-shelf"
          onTap={() => Taro.navigateTo({ url: `/packages/clerk/shelf/index?locationId=${branch.id}` })}
        >
          {t('shelfCodes')}
        </PlainButton>
        <PlainButton id="scan-pickup" kind="primary" grow onTap={() => void scanToHandOver(branch.id)}>
          <View className="desk__scan">
            <Icon name="scan" size={40} color="#FFFFFF" />
            <Text>{t('scan')}</Text>
          </View>
        </PlainButton>
      </BottomBar>
    </>
  );
}
