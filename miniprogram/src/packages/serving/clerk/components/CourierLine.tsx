import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { Text, View } from '@tarojs/components';
import { Icon } from '../../../../components/Icon.tsx';
import { courierCallTexts } from '../../../../i18n/serving/courier-call.ts';
import { useModule } from '../../../../state/brand.ts';
import { courierStatus } from '../lib/courier-status.ts';
import type { CourierTasks } from '../lib/use-courier-tasks.ts';
import './courier-line.scss';

/** A delivery that is still at the branch can be given to a courier. */
const callable = ({ state, method }: Pick<WorkItem, 'state' | 'method'>) =>
  method === 'delivery' && (state === 'to_pack' || state === 'ready');

/** Who carries a delivery, or the tap that calls somebody. */
export function CourierLine({ item, tasks }: { item: WorkItem; tasks: CourierTasks }) {
  const { t } = courierCallTexts.use();
  const inUse = useModule('couriers');
  const task = tasks.of.get(item.id);
  const busy = tasks.busyId === item.id;
  if (!task && !(inUse && callable(item))) return null;
  return (
    <View className="courier-line">
      <Icon name="truck" size={36} color="textSoft" />
      <Text
        id={`courier-of-${item.orderNumber}`}
        className={`courier-line__text ${task?.codeAttemptsLeft === 0 ? 'courier-line__text--blocked' : ''}`}
      >
        {task ? courierStatus(task, t) : ''}
      </Text>
      {task && (task.state === 'open' || task.state === 'grabbed') ? (
        <View
          id={`call-off-${item.orderNumber}`}
          className="courier-line__tap"
          ariaRole="button"
          onClick={() => {
            if (!busy) void tasks.callOff(item);
          }}
        >
          <Text>{t('callOff')}</Text>
        </View>
      ) : null}
      {task ? null : (
        <View
          id={`call-courier-${item.orderNumber}`}
          className="courier-line__tap"
          ariaRole="button"
          onClick={() => {
            if (!busy) void tasks.call(item);
          }}
        >
          <Text>{t('callCourier')}</Text>
        </View>
      )}
    </View>
  );
}
