import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { Text, View } from '@tarojs/components';
import { texts } from '../i18n/index.ts';
import { channel } from '../lib/channel.ts';
import { Icon } from './Icon.tsx';
import './remark.scss';

/** What is good to know before going on. */
export function Remark({ id, icon, text }: { id: string; icon: 'search' | 'clock' | 'share'; text: string }) {
  return (
    <View id={id} className={`remark remark--${icon}`}>
      <Icon name={icon} color={icon === 'share' ? 'brandText' : 'wait'} size={32} />
      <Text>{text}</Text>
    </View>
  );
}

/** Why nothing, or nothing at once, comes from this branch. */
export function BranchRemark({ branch }: { branch: BranchView }) {
  const { t } = texts.use();
  if (branch.status === 'closed') return <Remark id="branch-remark" icon="clock" text={t('branchGone')} />;
  if (branch.status !== 'open')
    return <Remark id="branch-remark" icon="clock" text={t('branchSuspendedNotice')} />;
  if (branch.stopped?.includes(channel))
    return <Remark id="branch-remark" icon="clock" text={t('branchStoppedNotice')} />;
  return branch.openNow ? null : <Remark id="branch-remark" icon="clock" text={t('branchClosedNotice')} />;
}
