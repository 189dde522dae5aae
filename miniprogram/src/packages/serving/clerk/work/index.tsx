import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { BranchQueue, Refusal, WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { minuteMs } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useReachBottom } from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { SearchField } from '../../../../components/SearchField.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { offersTexts } from '../../../../i18n/serving/offers.ts';
import { causeOf } from '../../../../lib/failure.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useIsShown, useNow } from '../../../../lib/use-ticker.ts';
import { platform } from '../../../../platform/index';
import { memberStore } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { BranchSwitch } from '../components/BranchSwitch.tsx';
import { DeskSignIn } from '../components/DeskSignIn.tsx';
import { GrabPoolEntry } from '../components/GrabPoolEntry.tsx';
import { OfferCard } from '../components/OfferCard.tsx';
import { QueueTabs } from '../components/QueueTabs.tsx';
import { RefuseSheet } from '../components/RefuseSheet.tsx';
import { StaleNotice } from '../components/StaleNotice.tsx';
import { type WorkAction, WorkCard } from '../components/WorkCard.tsx';
import { callForAttention } from '../lib/attention.ts';
import { scanToHandOver } from '../lib/hand-over.ts';
import type { Fresh } from '../lib/news.ts';
import { acceptOffer, refuse } from '../lib/offer-actions.ts';
import { openPaper } from '../lib/papers.ts';
import { doToEach } from '../lib/picking.ts';
import { loadStaffBranches, staffBranchStore } from '../lib/staff-branch.ts';
import { useCourierTasks } from '../lib/use-courier-tasks.ts';
import { useWork } from '../lib/use-work.ts';
import { performWork } from '../lib/work-actions.ts';
import './index.scss';

/** The desk of a branch: its queues, what to do next with each order, and the scan button. */
export default function WorkPage() {
  const { t } = clerkTexts.use();
  const loading = useRemote(loadStaffBranches, 'branches');
  const branches = staffBranchStore.use();
  // The session is over, or was ended from the phone: nothing of it stays on the screen.
  const signedOut = useCallback(() => {
    staffBranchStore.set(null);
    memberStore.set(null);
    void loading.reload();
  }, [loading.reload]);
  return (
    <Screen title={t('workTitle')} bar wide>
      {branches?.current ? (
        <Desk key={branches.current.id} branch={branches.current} onSignedOut={signedOut} />
      ) : loading.error && platform.signsInByPhone && causeOf(loading.error) === 'sign_in' ? (
        <DeskSignIn onIn={() => void loading.reload()} />
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

/** So long before one's eyes is seen. */
const seenAfterMs = 20_000;
const nothingFresh: Fresh = { offered: 0, toPack: 0 };

function Desk({ branch, onSignedOut }: { branch: BranchView; onSignedOut: () => void }) {
  const { t } = clerkTexts.use();
  const { t: to } = offersTexts.use();
  const [chosen, setChosen] = useState<BranchQueue | null>(null);
  const queue = chosen ?? 'to_pack';
  const [fresh, setFresh] = useState(nothingFresh);
  const [busyId, setBusyId] = useState<string | null>(null);
  const [refused, setRefused] = useState<WorkItem | null>(null);
  const onNew = useCallback((news: Fresh) => {
    callForAttention();
    setFresh(({ offered, toPack }) => ({
      offered: offered + news.offered,
      toPack: toPack + news.toPack,
    }));
  }, []);
  const work = useWork(branch.id, queue, onNew);
  const isOut = causeOf(work.error) === 'sign_in';
  useEffect(() => {
    if (isOut) onSignedOut();
  }, [isOut, onSignedOut]);
  const [sought, setSought] = useState('');
  /** Chosen to be packed at once; null: each by itself. */
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const [packing, setPacking] = useState(false);
  const found = useRemote(
    sought.length < 2
      ? null
      : () => call(endpoints.findWork, { params: { locationId: branch.id }, body: { text: sought } }),
    `${branch.id} ${sought}`,
  );
  const couriers = useCourierTasks(branch.id);
  const secondMs = useNow(true);
  const nowMs = Math.floor(secondMs / minuteMs) * minuteMs;

  // The desk opens with what cannot wait; later nothing moves under the finger.
  const offersAtFirst = work.counts?.offered?.count;
  useEffect(() => {
    if (chosen === null && offersAtFirst !== undefined) setChosen(offersAtFirst > 0 ? 'offered' : 'to_pack');
  }, [chosen, offersAtFirst]);

  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void work.reload();
    seen.current = true;
  });
  useReachBottom(() => void work.more());
  usePullDownRefresh(() => {
    void work.reload().finally(() => Taro.stopPullDownRefresh());
  });

  const looked = useCallback(
    () =>
      setFresh(({ offered, toPack }) => ({
        offered: queue === 'offered' ? 0 : offered,
        toPack: queue === 'to_pack' ? 0 : toPack,
      })),
    [queue],
  );
  const show = (next: BranchQueue) => {
    setChosen(next);
    setFresh(({ offered, toPack }) => ({
      offered: next === 'offered' ? 0 : offered,
      toPack: next === 'to_pack' ? 0 : toPack,
    }));
  };
  const reload = async () => {
    await Promise.all([work.reload(), found.reload()]);
  };
  const reloadRef = useRef(reload);
  reloadRef.current = reload;
  const act = useCallback(
    async (item: WorkItem, action: WorkAction) => {
      if (action === 'hand_over') {
        await scanToHandOver(branch.id);
        return;
      }
      setBusyId(item.id);
      try {
        if (await performWork(item, action)) {
          looked();
          await reloadRef.current();
        }
      } finally {
        setBusyId(null);
      }
    },
    [branch.id, looked],
  );
  const accept = async (item: WorkItem) => {
    setBusyId(item.id);
    try {
      if (await acceptOffer(item)) {
        looked();
        await reload();
      }
    } finally {
      setBusyId(null);
    }
  };
  const refuseFor = async (item: WorkItem, refusal: Refusal) => {
    setBusyId(item.id);
    try {
      if (!(await refuse(item, refusal))) return;
      setRefused(null);
      await reload();
    } finally {
      setBusyId(null);
    }
  };

  // Who works on a queue, or has had it before them for a while, has seen what came to it.
  const isNews = queue === 'offered' ? fresh.offered > 0 : queue === 'to_pack' && fresh.toPack > 0;
  const isShown = useIsShown();
  useEffect(() => {
    if (!isNews || !isShown) return;
    const timer = setTimeout(looked, seenAfterMs);
    return () => clearTimeout(timer);
  }, [isNews, isShown, looked]);

  const isPicking = picked !== null && queue === 'to_pack' && sought.length < 2;
  const waiting = work.items ?? [];
  // What was packed or called off meanwhile is chosen no more.
  const chosenItems = isPicking ? waiting.filter(({ id }) => picked.includes(id)) : [];
  const onPick = useCallback(
    ({ id }: WorkItem) =>
      setPicked((before) =>
        before?.includes(id) ? before.filter((one) => one !== id) : [...(before ?? []), id],
      ),
    [],
  );
  const packChosen = async () => {
    setPacking(true);
    try {
      const { done, errors } = await doToEach(chosenItems, ({ orderId, id }) =>
        call(endpoints.packFulfilment, { params: { orderId, fulfilmentId: id } }),
      );
      notice(
        errors.length === 0
          ? t('packedMany', { count: done })
          : t('packedSome', { count: done, left: errors.length }),
      );
      if (errors.length === 0) setPicked(null);
      looked();
      await reload();
    } finally {
      setPacking(false);
    }
  };

  const card = (item: WorkItem) =>
    item.state === 'offered' ? (
      <OfferCard
        key={item.id}
        item={item}
        nowMs={secondMs}
        busy={busyId === item.id}
        onAccept={(one) => void accept(one)}
        onRefuse={setRefused}
      />
    ) : (
      <WorkCard
        key={item.id}
        item={item}
        nowMs={nowMs}
        busy={busyId === item.id}
        onAct={act}
        onRefuse={setRefused}
        couriers={couriers}
        picked={isPicking ? picked.includes(item.id) : null}
        onPick={onPick}
      />
    );

  return (
    <>
      <BranchSwitch branch={branch} onSignedOut={onSignedOut} />
      <SearchField id="find-work" placeholder={t('findWork')} onSearch={setSought} />
      <QueueTabs queue={sought.length < 2 ? queue : null} counts={work.counts} onShow={show} />
      {fresh.offered > 0 ? (
        <FreshBar
          id="new-offers"
          text={to('offersWaiting', { count: fresh.offered })}
          onTap={() => show('offered')}
        />
      ) : null}
      {fresh.toPack > 0 ? (
        <FreshBar
          id="new-orders"
          text={t('newOrders', { count: fresh.toPack })}
          onTap={() => show('to_pack')}
        />
      ) : null}
      <GrabPoolEntry locationId={branch.id} />
      {work.error && work.items ? <StaleNotice readAtMs={work.readAtMs} /> : null}
      {sought.length >= 2 ? (
        found.error ? (
          <ErrorState error={found.error} onRetry={() => void found.reload()} />
        ) : found.data === null ? (
          <Skeleton kind="rows" />
        ) : found.data.items.length === 0 ? (
          <Empty
            id="found-none"
            picture="search"
            title={t('foundNone')}
            note={t(found.data.more ? 'foundNotAll' : 'foundNoneNote')}
          />
        ) : (
          <View id="found-work" className="desk__list">
            {found.data.items.map(card)}
            {found.data.more ? <Text id="found-more">{t('foundNotAll')}</Text> : null}
          </View>
        )
      ) : work.items === null ? (
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
        <>
          {queue === 'to_pack' ? (
            <View className="desk__tools">
              <View
                id="pick-many"
                className="desk__tool"
                ariaRole="button"
                onClick={() => setPicked(isPicking ? null : [])}
              >
                <Text>{t(isPicking ? 'pickNone' : 'pickMany')}</Text>
              </View>
              <View
                id="pick-list"
                className="desk__tool"
                ariaRole="button"
                onClick={() =>
                  openPaper(branch.id, 'pick', isPicking && chosenItems.length > 0 ? chosenItems : null)
                }
              >
                <Text>{t('pickList')}</Text>
              </View>
            </View>
          ) : null}
          <View id="work-list" className="desk__list">
            {work.items.map(card)}
            {work.hasMore ? <Text className="desk__end">{t('loading')}</Text> : null}
          </View>
        </>
      )}
      {isPicking ? (
        <BottomBar>
          <PlainButton id="pick-all" onTap={() => setPicked(waiting.map(({ id }) => id))}>
            {t('pickAll')}
          </PlainButton>
          <PlainButton
            id="receipts-many"
            disabled={chosenItems.length === 0}
            onTap={() => openPaper(branch.id, 'receipt', chosenItems)}
          >
            {t('receipt')}
          </PlainButton>
          <PlainButton
            id="pack-many"
            kind="primary"
            grow
            busy={packing}
            disabled={chosenItems.length === 0}
            onTap={() => void packChosen()}
          >
            {t('packMany', { count: chosenItems.length })}
          </PlainButton>
        </BottomBar>
      ) : (
        <BottomBar>
          <PlainButton
            id="open-shelf"
            onTap={() =>
              Taro.navigateTo({ url: `/packages/serving/clerk/shelf/index?locationId=${branch.id}` })
            }
          >
            {t('shelfCodes')}
          </PlainButton>
          <PlainButton id="scan-pickup" kind="primary" grow onTap={() => void scanToHandOver(branch.id)}>
            <View className="desk__scan">
              <Icon name="scan" size={40} color="onAction" />
              <Text>{t('scan')}</Text>
            </View>
          </PlainButton>
        </BottomBar>
      )}
      {refused ? (
        <RefuseSheet
          item={refused}
          busy={busyId === refused.id}
          onRefuse={(refusal) => void refuseFor(refused, refusal)}
          onClose={() => setRefused(null)}
        />
      ) : null}
    </>
  );
}

function FreshBar({ id, text, onTap }: { id: string; text: string; onTap: () => void }) {
  return (
    <View id={id} className="desk__fresh" ariaRole="button" onClick={onTap}>
      <Icon name="bag" size={36} color="wait" />
      <Text>{text}</Text>
      <Icon name="cross" size={28} color="wait" />
    </View>
  );
}
