import type { CourierTask } from '@jindian/shared/contract/serving/couriers';
import { formatYuan } from '@jindian/shared/money';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { courierTexts } from '../../../../i18n/serving/courier.ts';
import { canGoOutAgain } from '../../../../lib/delivery-failure.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useNow } from '../../../../lib/use-ticker.ts';
import { TaskCard } from '../components/TaskCard.tsx';
import { failTask, giveBackTask, grabTask, pickUpTask, retryTask } from '../lib/task-actions.ts';
import { type Tasks, useTasks } from '../lib/use-tasks.ts';
import './index.scss';

/** What a courier does next with what he could not deliver; of lost goods there is nothing to bring back. */
const returningNotes = {
  refused: 'returningNote',
  nobody_there: 'returningNote',
  lost: 'returningLost',
  damaged: 'returningDamaged',
} as const;

type Tab = 'grab_pool' | 'mine';

/** Deliveries to take, and those in hand. */
export default function CourierTasksPage() {
  const { t } = courierTexts.use();
  const tasks = useTasks();
  const earnings = useRemote(() => call(endpoints.getCourierEarnings, {}), 'earnings');
  const [tab, setTab] = useState<Tab | null>(null);
  const nowMs = useNow(true);
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) {
      void tasks.reload();
      void earnings.reload();
    }
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void Promise.all([tasks.reload(), earnings.reload()]).finally(() => Taro.stopPullDownRefresh());
  });

  // Who carries something comes back to that first.
  const shown: Tab = tab ?? ((tasks.mine?.length ?? 0) > 0 ? 'mine' : 'grab_pool');
  return (
    <Screen title={t('grabPoolTitle')}>
      <View
        id="open-earnings"
        className="card courier__earned"
        ariaRole="button"
        onClick={() => void Taro.navigateTo({ url: '/packages/serving/courier/earnings/index' })}
      >
        <View className="courier__earned-words">
          <Text className="courier__muted">{t('today')}</Text>
          <Text id="today-fee" className="courier__earned-sum">
            {formatYuan(earnings.data?.todayFen ?? 0)}
          </Text>
        </View>
        <Text className="courier__muted">
          {t('deliveries', { count: earnings.data?.todayDeliveries ?? 0 })}
        </Text>
        <Text className="courier__more">{t('earningsEntry')}</Text>
        <Icon name="chevron" size={28} color="textFaint" />
      </View>
      <Tabs
        tabs={(['grab_pool', 'mine'] as const).map((one) => ({
          key: one,
          id: `tab-${one}`,
          name: t(one === 'grab_pool' ? 'tabGrabPool' : 'tabMine'),
          count: (one === 'grab_pool' ? tasks.grabPool : tasks.mine)?.length ?? 0,
        }))}
        shown={shown}
        onShow={setTab}
      />
      {tasks.grabPool === null || tasks.mine === null ? (
        tasks.error ? (
          <ErrorState error={tasks.error} onRetry={() => void tasks.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : shown === 'grab_pool' ? (
        <GrabPool tasks={tasks.grabPool} nowMs={nowMs} reload={tasks.reload} onWon={() => setTab('mine')} />
      ) : (
        <Mine tasks={tasks} nowMs={nowMs} onGivenBack={() => setTab('grab_pool')} />
      )}
    </Screen>
  );
}

type GrabPoolProps = { tasks: CourierTask[]; nowMs: number; reload: () => Promise<void>; onWon: () => void };

function GrabPool({ tasks, nowMs, reload, onWon }: GrabPoolProps) {
  const { t } = courierTexts.use();
  const [busyId, setBusyId] = useState<string | null>(null);
  const take = async (task: CourierTask) => {
    setBusyId(task.fulfilmentId);
    const outcome = await grabTask(task);
    await reload();
    setBusyId(null);
    if (outcome === 'won') onWon();
  };
  if (tasks.length === 0)
    return (
      <Empty id="grab-pool-empty" picture="bag" title={t('grabPoolEmpty')} note={t('grabPoolEmptyNote')} />
    );
  return (
    <View id="grab-pool-list">
      <Text className="courier__lead">{t('grabPoolLead')}</Text>
      {tasks.map((task) => (
        <TaskCard key={task.fulfilmentId} task={task} nowMs={nowMs}>
          <View className="task__actions">
            <PlainButton
              id={`grab-${task.orderNumber}`}
              kind="primary"
              grow
              busy={busyId === task.fulfilmentId}
              disabled={busyId !== null && busyId !== task.fulfilmentId}
              onTap={() => void take(task)}
            >
              {t(busyId === task.fulfilmentId ? 'grabbing' : 'grab')}
            </PlainButton>
          </View>
        </TaskCard>
      ))}
    </View>
  );
}

function Mine({ tasks, nowMs, onGivenBack }: { tasks: Tasks; nowMs: number; onGivenBack: () => void }) {
  const { t, pick } = courierTexts.use();
  const [busyId, setBusyId] = useState<string | null>(null);
  const act = async (task: CourierTask, what: () => Promise<boolean>) => {
    setBusyId(task.fulfilmentId);
    const changed = await what();
    if (changed) await tasks.reload();
    setBusyId(null);
    return changed;
  };
  const mine = tasks.mine ?? [];
  const done = tasks.done ?? [];
  return (
    <>
      {mine.length === 0 ? (
        <Empty id="mine-empty" picture="bag" title={t('mineEmpty')} note={t('mineEmptyNote')} />
      ) : (
        <View id="mine-list">
          {mine.map((task) => (
            <TaskCard key={task.fulfilmentId} task={task} nowMs={nowMs}>
              {task.state === 'grabbed' ? (
                <View className="task__actions">
                  <PlainButton
                    id={`give-back-${task.orderNumber}`}
                    disabled={busyId !== null}
                    onTap={() =>
                      void act(task, () => giveBackTask(task)).then((changed) => {
                        if (changed && mine.length === 1) onGivenBack();
                      })
                    }
                  >
                    {t('giveBack')}
                  </PlainButton>
                  <PlainButton
                    id={`pick-up-${task.orderNumber}`}
                    kind="primary"
                    grow
                    busy={busyId === task.fulfilmentId}
                    onTap={() => void act(task, () => pickUpTask(task, pick(task.branch.name)))}
                  >
                    {t('pickUp')}
                  </PlainButton>
                </View>
              ) : task.state === 'returning' ? (
                <View className="task__actions">
                  <Text id={`returning-${task.orderNumber}`} className="task__muted">
                    {t(returningNotes[task.failure ?? 'nobody_there'])}
                  </Text>
                  {canGoOutAgain(task.failure) ? (
                    <PlainButton
                      id={`retry-${task.orderNumber}`}
                      kind="dark"
                      grow
                      busy={busyId === task.fulfilmentId}
                      onTap={() => void act(task, () => retryTask(task))}
                    >
                      {t('tryAgain')}
                    </PlainButton>
                  ) : null}
                </View>
              ) : (
                <View className="task__actions">
                  <PlainButton
                    id={`fail-${task.orderNumber}`}
                    disabled={busyId === task.fulfilmentId}
                    onTap={() => void act(task, () => failTask(task))}
                  >
                    {t('notDelivered')}
                  </PlainButton>
                  <PlainButton
                    id={`deliver-${task.orderNumber}`}
                    kind="primary"
                    grow
                    onTap={() =>
                      Taro.navigateTo({
                        url: `/packages/serving/courier/deliver/index?fulfilmentId=${task.fulfilmentId}`,
                      })
                    }
                  >
                    {t('toDeliver')}
                  </PlainButton>
                </View>
              )}
            </TaskCard>
          ))}
        </View>
      )}
      {done.length > 0 ? (
        <View id="done-list">
          <Text className="courier__heading">{t('doneHeading')}</Text>
          {done.slice(0, 10).map((task) => (
            <View key={task.fulfilmentId} className="card courier__done">
              <View className="courier__done-words">
                <Text className="courier__done-number">{task.orderNumber}</Text>
                <Text className="courier__muted">{t('goesTo', { county: task.county })}</Text>
              </View>
              <Chip tone="done">{t('state_delivered')}</Chip>
              <Text className="courier__done-fee">{formatYuan(task.feeFen)}</Text>
            </View>
          ))}
        </View>
      ) : null}
    </>
  );
}
