import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { slotPlanTexts } from '../../../../i18n/places/slot-plan.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { chooseStaffBranch, staffBranchStore } from '../lib/staff-branch.ts';
import './branch-switch.scss';

/** WeChat's list shows six at most; of more one is looked for by name. */
const maxChoices = 6;

/** Which branch this desk belongs to; who works at several can go to another. */
export function BranchSwitch({ branch }: { branch: BranchView }) {
  const { t, pick } = clerkTexts.use();
  const slotPlan = slotPlanTexts.use();
  const { all, more } = staffBranchStore.use() ?? { all: [branch], more: false };
  const others = all.filter(({ id }) => id !== branch.id);
  const choose = async () => {
    if (more || others.length > maxChoices) {
      void Taro.navigateTo({ url: '/packages/serving/clerk/workplaces/index' });
      return;
    }
    try {
      const { tapIndex } = await Taro.showActionSheet({ itemList: others.map(({ name }) => pick(name)) });
      const chosen = others[tapIndex];
      if (chosen) chooseStaffBranch(chosen);
    } catch {
      // The list was closed.
    }
  };
  return (
    <View className="branch-switch">
      <Icon name="store" size={44} color="brand" />
      <Text id="desk-branch" className="branch-switch__name">
        {pick(branch.name)}
      </Text>
      <View
        id="open-stock"
        className="branch-switch__action"
        ariaRole="button"
        onClick={() =>
          void Taro.navigateTo({ url: `/packages/goods/stock/levels/index?locationId=${branch.id}` })
        }
      >
        <Text>{t('stock')}</Text>
      </View>
      <View
        id="open-slots"
        className="branch-switch__action"
        ariaRole="button"
        onClick={() =>
          void Taro.navigateTo({ url: `/packages/serving/clerk/slots/index?locationId=${branch.id}` })
        }
      >
        <Text>{slotPlan.t('entry')}</Text>
      </View>
      {others.length > 0 ? (
        <View
          id="switch-branch"
          className="branch-switch__action"
          ariaRole="button"
          onClick={() => void choose()}
        >
          <Text>{t('switchBranch')}</Text>
        </View>
      ) : null}
    </View>
  );
}
