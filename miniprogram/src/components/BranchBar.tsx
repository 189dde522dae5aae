import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { Text, View } from '@tarojs/components';
import { texts } from '../i18n/index.ts';
import { openingText, unusualDaysText } from '../lib/branch-words.ts';
import { useFar } from '../lib/use-far.ts';
import { platform } from '../platform/index';
import { Chip } from './Chip.tsx';
import { Icon } from './Icon.tsx';
import './branch-bar.scss';

type Props = { branch: BranchView; onTap: () => void; onShare: () => void };

/** Whose storefront this is. */
export function BranchBar({ branch, onTap, onShare }: Props) {
  const { t, pick, language } = texts.use();
  const nowMs = platform.nowMs();
  const differ = unusualDaysText(branch.exceptions, language, nowMs);
  const far = useFar().farTo(branch);
  return (
    <View className="branch-bar">
      <View
        id="branch-bar"
        className="branch-bar__main"
        onClick={onTap}
        ariaRole="button"
        ariaLabel={t('switchBranch')}
      >
        <View className="branch-bar__top">
          <Icon name="place" color="brand" size={44} />
          <Text id="branch-name" className="branch-bar__name">
            {pick(branch.name)}
          </Text>
          <Text className="branch-bar__switch">{t('switchBranch')}</Text>
          <Icon name="chevron" color="textFaint" size={28} />
        </View>
        <View className="branch-bar__facts">
          <BranchOpenChip branch={branch} />
          <Text className="branch-bar__fact">{openingText(branch, t, nowMs)}</Text>
          {differ === '' ? null : (
            <Text id="branch-days" className="branch-bar__fact">
              {differ}
            </Text>
          )}
          {far === '' ? null : <Text className="branch-bar__fact">{far}</Text>}
        </View>
      </View>
      <View
        id="share-shop"
        className="branch-bar__share"
        ariaRole="button"
        ariaLabel={t('share')}
        onClick={onShare}
      >
        <Icon name="share" size={36} color="textSoft" />
      </View>
    </View>
  );
}

export function BranchOpenChip({ branch }: { branch: Pick<BranchView, 'status' | 'openNow'> }) {
  const { t } = texts.use();
  if (branch.status === 'preparing' || branch.status === 'rehearsing')
    return <Chip tone="wait">{t('opensSoon')}</Chip>;
  if (branch.status === 'suspended') return <Chip tone="wait">{t('suspended')}</Chip>;
  if (branch.status === 'closed') return <Chip tone="neutral">{t('closedDown')}</Chip>;
  return branch.openNow ? <Chip tone="done">{t('open')}</Chip> : <Chip tone="neutral">{t('closedNow')}</Chip>;
}
