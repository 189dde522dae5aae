import { type BranchQueue, branchQueues } from '@jindian/shared/contract/serving/branch-work';
import { Tabs } from '../../../../components/Tabs.tsx';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import type { Work } from '../lib/use-work.ts';

/** `queue` null: what is below is of all of them, such as what a search found. */
type Props = { queue: BranchQueue | null; onShow: (queue: BranchQueue) => void } & Pick<Work, 'counts'>;

export function QueueTabs({ queue, counts, onShow }: Props) {
  const { t } = clerkTexts.use();
  const tabs = branchQueues.map((one) => {
    const count = counts?.[one];
    const name = one.replace('_', '-');
    return {
      key: one,
      id: `queue-${name}`,
      name: t(`queue_${one}`),
      count: count?.more ? `${count.count}+` : (count?.count ?? 0),
      countId: `${name}-count`,
    };
  });
  return <Tabs tabs={tabs} shown={queue} onShow={onShow} />;
}
