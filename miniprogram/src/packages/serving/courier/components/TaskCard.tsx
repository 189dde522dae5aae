import type { CourierTask } from '@jindian/shared/contract/serving/couriers';
import { formatDistance } from '@jindian/shared/geo';
import { formatBrandTime, minuteMs } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import { Chip } from '../../../../components/Chip.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PriceText } from '../../../../components/PriceText.tsx';
import { courierTexts } from '../../../../i18n/serving/courier.ts';
import { slotText } from '../../../../lib/slot-words.ts';
import { platform } from '../../../../platform/index';
import './task-card.scss';

const chips = {
  open: 'neutral',
  grabbed: 'progress',
  picked_up: 'progress',
  returning: 'wait',
  delivered: 'done',
  cancelled: 'neutral',
} as const;

/** One delivery: what it pays, from where to where, and what can be done with it. */
export function TaskCard({
  task,
  nowMs,
  children,
}: {
  task: CourierTask;
  nowMs: number;
  children?: ReactNode;
}) {
  const { t, pick, language } = courierTexts.use();
  const { state, branch, slotId } = task;
  const waited = Math.floor((nowMs - task.calledAtMs) / minuteMs);
  return (
    <View id={`task-${task.orderNumber}`} className="card task">
      <View className="task__top">
        <View className="task__pay">
          <PriceText amountFen={task.feeFen} size="large" />
          <Text className="task__muted">{t('fee')}</Text>
        </View>
        <Chip tone={chips[state]}>
          {state === 'open'
            ? waited < 1
              ? t('justNow')
              : t('waited', { time: t('minutes', { count: waited }) })
            : t(`state_${state}`)}
        </Chip>
      </View>
      <View className="task__facts">
        <Text className="task__fact">{t('pieces', { count: task.goodsCount })}</Text>
        <Text className="task__fact">
          {t('distance', { distance: formatDistance(task.distanceMeters, language) })}
        </Text>
        <Text className="task__number">{task.orderNumber}</Text>
      </View>
      {slotId ? (
        <Text className="task__slot">{t('slot', { slot: slotText(slotId, nowMs, language) })}</Text>
      ) : null}
      <Stop
        kind="from"
        name={pick(branch.name)}
        address={pick(branch.address)}
        note={
          task.toBranchMeters === null
            ? null
            : t('toBranch', { distance: formatDistance(task.toBranchMeters, language) })
        }
        point={state === 'grabbed' || state === 'returning' ? branch : null}
      />
      <Stop
        kind="to"
        name={
          task.address
            ? `${task.address.recipientName} ${task.address.phone.replace(/^(\d{3})(\d{4})/, '$1 $2 ')}`
            : t('goesTo', { county: task.county })
        }
        address={task.address ? `${task.address.county}${task.address.detail}` : null}
        note={task.note}
        point={state === 'picked_up' || state === 'returning' ? task.address : null}
        phone={task.address?.phone ?? null}
      />
      {state === 'grabbed' && task.pickUpByMs !== null ? (
        <Text className={`task__by ${nowMs > task.pickUpByMs ? 'task__by--late' : ''}`}>
          {nowMs > task.pickUpByMs
            ? t('pickUpLate')
            : t('pickUpBy', { time: formatBrandTime(task.pickUpByMs).slice(11) })}
        </Text>
      ) : null}
      {children}
    </View>
  );
}

type StopProps = {
  kind: 'from' | 'to';
  name: string;
  address: string | null;
  note: string | null;
  /** Where to go now; the other stop has no way shown, so that nobody takes the wrong one. */
  point: { latGcj02: number; lngGcj02: number } | null;
  phone?: string | null;
};

function Stop({ kind, name, address, note, point, phone = null }: StopProps) {
  const { t } = courierTexts.use();
  return (
    <View className="task__stop">
      <View className={`task__mark task__mark--${kind}`}>
        <Text>{t(kind)}</Text>
      </View>
      <View className="task__where">
        <Text className="task__name">{name}</Text>
        {address ? <Text className="task__address">{address}</Text> : null}
        {note ? <Text className="task__muted">{note}</Text> : null}
      </View>
      {phone ? (
        <View
          className="task__tool"
          ariaRole="button"
          ariaLabel={t('call')}
          onClick={() =>
            // The person may close the phone's own question.
            void Promise.resolve(Taro.makePhoneCall({ phoneNumber: phone })).catch(() => undefined)
          }
        >
          <Icon name="phone" size={40} color="link" />
        </View>
      ) : null}
      {point ? (
        <View
          className="task__tool"
          ariaRole="button"
          ariaLabel={t('navigate')}
          onClick={() => platform.openInMapApp({ point, name, address: address ?? name })}
        >
          <Icon name="route" size={40} color="link" />
        </View>
      ) : null}
    </View>
  );
}
