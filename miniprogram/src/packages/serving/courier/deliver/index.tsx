import { type CourierTask, maxDeliveryCodeAttempts } from '@jindian/shared/contract/serving/couriers';
import { formatYuan } from '@jindian/shared/money';
import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ApiProblem, problemMessage } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { courierTexts } from '../../../../i18n/serving/courier.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { goBack, useNow } from '../../../../lib/use-ticker.ts';
import { TaskCard } from '../components/TaskCard.tsx';
import './index.scss';

const digits = 6;

/** At the door: the shopper's code ends the delivery. */
export default function DeliverPage() {
  const { t } = courierTexts.use();
  const fulfilmentId = useRouter().params.fulfilmentId ?? '';
  const task = useRemote(async () => {
    const { items } = await call(endpoints.listMyCourierTasks, { query: { which: 'in_hand' } });
    return items.find((one) => one.fulfilmentId === fulfilmentId) ?? null;
  }, fulfilmentId);
  return (
    <Screen title={t('deliverTitle')} bar>
      {task.data ? (
        <Door task={task.data} onTask={task.replace} />
      ) : task.error ? (
        <ErrorState error={task.error} onRetry={() => void task.reload()} />
      ) : task.loading ? (
        <Skeleton kind="page" count={2} />
      ) : (
        <Empty id="task-gone" picture="bag" title={t('gone')}>
          <PlainButton id="back" onTap={goBack}>
            {t('tabGrabPool')}
          </PlainButton>
        </Empty>
      )}
    </Screen>
  );
}

function Door({ task, onTask }: { task: CourierTask; onTask: (task: CourierTask) => void }) {
  const { t, language } = courierTexts.use();
  const nowMs = useNow(false);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const intention = useRef(createIntention());
  const { orderId, fulfilmentId } = task;
  const isBlocked = task.codeAttemptsLeft === 0;

  const confirm = async () => {
    setBusy(true);
    setProblem(null);
    const body = { code };
    try {
      const done = await call(endpoints.deliverCourierTask, {
        params: { orderId, fulfilmentId },
        body,
        idempotencyKey: intention.current.keyFor(body),
      });
      intention.current.settle();
      onTask(done);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isUnsettled)) intention.current.settle();
      setProblem(error);
      if (error instanceof ApiProblem && error.code === 'delivery_code_wrong') {
        setCode('');
        onTask({ ...task, codeAttemptsLeft: Number(error.params?.left ?? task.codeAttemptsLeft - 1) });
      }
      if (error instanceof ApiProblem && error.code === 'delivery_code_blocked')
        onTask({ ...task, codeAttemptsLeft: 0 });
    } finally {
      setBusy(false);
    }
  };

  if (task.state === 'delivered')
    return (
      <>
        <StatusHeader
          id="delivered"
          tone="done"
          icon="check"
          title={t('deliveredTitle')}
          note={t('deliveredNote', { fee: formatYuan(task.feeFen) })}
        />
        <BottomBar>
          <PlainButton id="next-task" kind="primary" grow onTap={goBack}>
            {t('next')}
          </PlainButton>
        </BottomBar>
      </>
    );
  return (
    <>
      <View className="card door">
        <Text className="door__lead">{t('deliverLead')}</Text>
        <Input
          id="delivery-code"
          className="door__code"
          type="number"
          value={code}
          maxlength={digits}
          disabled={isBlocked}
          placeholder="••••••"
          placeholderClass="placeholder"
          onInput={(event) => setCode(event.detail.value.replace(/\D/g, '').slice(0, digits))}
        />
        {isBlocked ? (
          <View id="code-blocked" className="door__problem" ariaRole="alert">
            <Text className="door__problem-title">{t('blocked')}</Text>
            <Text>{t('blockedNote')}</Text>
          </View>
        ) : problem ? (
          <View id="code-problem" className="door__problem" ariaRole="alert">
            <Text>{problemMessage(problem, language)}</Text>
          </View>
        ) : (
          <Text className="door__note">{t('deliverNote', { count: maxDeliveryCodeAttempts })}</Text>
        )}
      </View>
      <TaskCard task={task} nowMs={nowMs} />
      <BottomBar>
        <PlainButton
          id="confirm-delivery"
          kind="primary"
          grow
          busy={busy}
          disabled={code.length !== digits || isBlocked}
          onTap={() => void confirm()}
        >
          {t(busy ? 'confirming' : 'confirm')}
        </PlainButton>
      </BottomBar>
    </>
  );
}
