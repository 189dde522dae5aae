import { type BranchQueue, branchQueues } from '@jindian/shared/contract/serving/order';
import { Text, View } from '@tarojs/components';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import type { Work } from '../lib/use-work.ts';
import './queue-tabs.scss';

type Props = { queue: BranchQueue; onShow: (queue: BranchQueue) => void } & Pick<Work, 'counts'>;

/** More queues than a phone is wide: they are pushed aside with a finger. */
export function QueueTabs({ queue, counts, onShow }: Props) {
  const { t } = clerkTexts.use();
  return (
    <View className="queue-tabs" ariaRole="tablist">
      {branchQueues.map((one) => {
        const count = counts?.[one];
        return (
          <View
            key={one}
            id={`queue-${one.replace('_', '-')}`}
            className={`queue-tabs__tab ${one === queue ? 'queue-tabs__tab--on' : ''}`}
            ariaRole="tab"
            ariaSelected={one === queue}
            onClick={() => onShow(one)}
          >
            <Text className="queue-tabs__name">{t(`queue_${one}`)}</Text>
            {count && count.count > 0 ? (
              <Text id={`${one.replace('_', '-')}-count`} className="queue-tabs__count">
                {count.more ? `${count.count}+` : count.count}
              </Text>
            ) : null}
          </View>
        );
      })}
    </View>
  );
}
