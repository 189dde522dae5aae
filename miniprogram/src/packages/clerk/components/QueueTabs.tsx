import { type BranchQueue, branchQueues } from '@jindian/shared/contract/order';
import { Text, View } from '@tarojs/components';
import { clerkTexts } from '../../../i18n/clerk.ts';
import type { Work } from '../lib/use-work.ts';
import './queue-tabs.scss';

type Props = { queue: BranchQueue; toPack: Work['toPack']; onShow: (queue: BranchQueue) => void };

export function QueueTabs({ queue, toPack, onShow }: Props) {
  const { t } = clerkTexts.use();
  return (
    <View className="queue-tabs" ariaRole="tablist">
      {branchQueues.map((one) => (
        <View
          key={one}
          id={`queue-${one.replace('_', '-')}`}
          className={`queue-tabs__tab ${one === queue ? 'queue-tabs__tab--on' : ''}`}
          ariaRole="tab"
          onClick={() => onShow(one)}
        >
          <Text className="queue-tabs__name">{t(`queue_${one}`)}</Text>
          {one === 'to_pack' && toPack && toPack.count > 0 ? (
            <Text id="to-pack-count" className="queue-tabs__count">
              {toPack.more ? `${toPack.count}+` : toPack.count}
            </Text>
          ) : null}
        </View>
      ))}
    </View>
  );
}
