import { granted } from '@jindian/shared/access';
import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { Icon } from '../../../../components/Icon.tsx';
import { cardTexts } from '../../../../i18n/people/card.ts';
import { deskTexts } from '../../../../i18n/people/desk.ts';
import { slotPlanTexts } from '../../../../i18n/places/slot-plan.ts';
import { oldCardsTexts } from '../../../../i18n/selling/old-cards.ts';
import { clerkTexts } from '../../../../i18n/serving/clerk.ts';
import { ratingTexts } from '../../../../i18n/serving/ratings.ts';
import { returnsTexts } from '../../../../i18n/serving/returns.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { useModule } from '../../../../state/brand.ts';
import { endThisSession, memberStore } from '../../../../state/member.ts';
import { choose } from '../../../../state/questions.ts';
import { askForWorkMessages, soundStore, switchSound } from '../lib/attention.ts';
import { chooseStaffBranch, staffBranchStore } from '../lib/staff-branch.ts';
import './branch-switch.scss';

/** Which branch this desk belongs to; who works at several can go to another. */
export function BranchSwitch({ branch, onSignedOut }: { branch: BranchView; onSignedOut: () => void }) {
  const desk = deskTexts.use();
  const { t, pick } = clerkTexts.use();
  const slotPlan = slotPlanTexts.use();
  const oldCards = oldCardsTexts.use();
  const returns = returnsTexts.use();
  const cards = cardTexts.use();
  const ratings = ratingTexts.use();
  const isHeard = soundStore.use();
  const roles = memberStore.use()?.roles ?? [];
  const mayLead = granted(roles, 'shift.read', { kind: 'place', locationId: branch.id });
  const dealing = useModule('dealers');
  const mayPrice =
    dealing && branch.ofDealer && granted(roles, 'prices.own.set', { kind: 'place', locationId: branch.id });
  const { all, more, movedIn } = staffBranchStore.use() ?? { all: [branch], more: false, movedIn: false };
  const mayFindOld = movedIn && granted(roles, 'moving.lookup', { kind: 'place', locationId: branch.id });
  const mayTakeBack = granted(roles, 'returns.work', { kind: 'place', locationId: branch.id });
  const mayGreet = granted(roles, 'members.greet', { kind: 'place', locationId: branch.id });
  const rating = useModule('ratings');
  const mayAnswer = rating && granted(roles, 'ratings.answer', { kind: 'place', locationId: branch.id });
  const others = all.filter(({ id }) => id !== branch.id);
  const change = async () => {
    if (more) {
      void Taro.navigateTo({ url: '/packages/serving/clerk/workplaces/index' });
      return;
    }
    const index = await choose(
      others.map(({ name }) => pick(name)),
      t('switchBranch'),
    );
    const chosen = index === null ? undefined : others[index];
    if (chosen) chooseStaffBranch(chosen);
  };
  const signOut = async () => {
    if (!(await ask(desk.t('signOutAsk'), desk.t('signOut'), desk.t('signOutStay')))) return;
    try {
      await endThisSession();
      onSignedOut();
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View className="branch-switch">
      <View className="branch-switch__who">
        <Icon name="store" size={44} color="brand" />
        <Text id="desk-branch" className="branch-switch__name" ariaRole="heading" ariaLevel="2">
          {pick(branch.name)}
        </Text>
      </View>
      <View className="branch-switch__actions">
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
        {branch.status === 'preparing' || branch.status === 'rehearsing' ? (
          <View
            id="open-rollout"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/serving/clerk/rollout/index?locationId=${branch.id}` })
            }
          >
            <Text>{t('rolloutEntry')}</Text>
          </View>
        ) : null}
        {mayLead ? (
          <View
            id="open-shift"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/serving/clerk/shift/index?locationId=${branch.id}` })
            }
          >
            <Text>{t('shiftTitle')}</Text>
          </View>
        ) : null}
        {mayPrice ? (
          <View
            id="open-prices"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/goods/prices/list/index?locationId=${branch.id}` })
            }
          >
            <Text>{t('pricesEntry')}</Text>
          </View>
        ) : null}
        {mayLead ? (
          <View
            id="open-staff"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/people/staff/list/index?locationId=${branch.id}` })
            }
          >
            <Text>{t('staffEntry')}</Text>
          </View>
        ) : null}
        {mayAnswer ? (
          <View
            id="open-ratings"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/serving/ratings/branch/index?locationId=${branch.id}` })
            }
          >
            <Text>{ratings.t('deskEntry')}</Text>
          </View>
        ) : null}
        {mayGreet ? (
          <View
            id="open-greet"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/people/card/greet/index?locationId=${branch.id}` })
            }
          >
            <Text>{cards.t('greetEntry')}</Text>
          </View>
        ) : null}
        {mayTakeBack ? (
          <View
            id="open-returns"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/serving/clerk/returns/index?locationId=${branch.id}` })
            }
          >
            <Text>{returns.t('deskEntry')}</Text>
          </View>
        ) : null}
        {mayFindOld ? (
          <View
            id="open-old-cards"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() =>
              void Taro.navigateTo({ url: `/packages/serving/clerk/old-cards/index?locationId=${branch.id}` })
            }
          >
            <Text>{oldCards.t('entry')}</Text>
          </View>
        ) : null}
        <View
          id="switch-sound"
          className="branch-switch__action"
          ariaRole="switch"
          ariaChecked={isHeard}
          onClick={switchSound}
        >
          <Text>{t(isHeard ? 'soundOn' : 'soundOff')}</Text>
        </View>
        {platform.canAskForMessages(messagesAsked.atWork) ? (
          <View
            id="notify-work"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() => void askForWorkMessages()}
          >
            <Text>{t('notifyWork')}</Text>
          </View>
        ) : null}
        {others.length > 0 ? (
          <View
            id="switch-branch"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() => void change()}
          >
            <Text>{t('switchBranch')}</Text>
          </View>
        ) : null}
        {platform.signsInByPhone ? (
          <View
            id="sign-out"
            className="branch-switch__action"
            ariaRole="button"
            onClick={() => void signOut()}
          >
            <Text>{desk.t('signOut')}</Text>
          </View>
        ) : null}
      </View>
    </View>
  );
}
