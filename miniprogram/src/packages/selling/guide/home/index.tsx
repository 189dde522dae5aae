import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { cardTexts } from '../../../../i18n/people/card.ts';
import { guideTexts } from '../../../../i18n/selling/guide.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useModule } from '../../../../state/brand.ts';
import { memberStore } from '../../../../state/member.ts';
import { Cockpit } from '../components/Cockpit.tsx';
import { CodeCard, useOwnCard } from '../components/CodeCard.tsx';
import { EarningsHead } from '../components/EarningsHead.tsx';
import { OpenStatements } from '../components/OpenStatements.tsx';
import { Ranking } from '../components/Ranking.tsx';
import './index.scss';

const go = (page: string) => () => void Taro.navigateTo({ url: `/packages/selling/guide/${page}/index` });

/** Where a guide stands, and reads cards of members. */
function branchOfGuide(roles: readonly RoleGrant[]): string | null {
  const own = roles.find(({ role, scope }) => role === 'guide' && scope.kind === 'branch')?.scope;
  return own?.kind === 'branch' ? own.locationId : null;
}

/** A guide's own QR, to be scanned off the phone, printed or sent, and what it has brought. */
export default function GuideHomePage() {
  const { t } = guideTexts.use();
  const onWeCom = useModule('wecom');
  const cards = cardTexts.use();
  const seller = useRemote(() => call(endpoints.getSellerCode, {}), 'code');
  const earnings = useRemote(() => call(endpoints.getEarnings, { query: { limit: 1 } }), 'earnings');
  const cockpit = useRemote(() => call(endpoints.getSellerCockpit, { query: {} }), 'cockpit');
  const ranking = useRemote(() => call(endpoints.getSellerRanking, {}), 'ranking');
  const [shownBefore, setShownBefore] = useState(false);
  useDidShow(() => {
    if (shownBefore) void Promise.all([earnings.reload(), cockpit.reload(), ranking.reload()]);
    setShownBefore(true);
  });
  const shareTitle = useOwnCard(seller.data);
  const branch = branchOfGuide(memberStore.use()?.roles ?? []);

  return (
    <Screen title={t('codeTitle')} staff>
      {seller.data ? (
        <>
          <CodeCard seller={seller.data} shareTitle={shareTitle} />
          {cockpit.data ? <Cockpit cockpit={cockpit.data} /> : null}
          <View className="card">
            <Row
              id="open-products"
              title={t('cardsTitle')}
              note={t('cardsNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('products')}
            />
            {onWeCom ? (
              <Row
                id="open-contact"
                title={t('contactTitle')}
                note={t('contactNote')}
                end={<Icon name="chevron" size={30} color="textFaint" />}
                onTap={() => Taro.navigateTo({ url: '/packages/selling/wecom/code/index' })}
              />
            ) : null}
            {branch ? (
              <Row
                id="open-greet"
                title={cards.t('greetTitle')}
                note={cards.t('scanNote')}
                end={<Icon name="chevron" size={30} color="textFaint" />}
                onTap={() =>
                  Taro.navigateTo({ url: `/packages/people/card/greet/index?locationId=${branch}` })
                }
              />
            ) : null}
            <Row
              id="open-shares"
              title={t('sharesTitle')}
              note={t('sharesNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={() => Taro.navigateTo({ url: '/packages/selling/share/mine/index' })}
            />
            <OpenStatements />
            <Row
              id="open-customers"
              title={t('customersTitle')}
              note={t('customersNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('customers')}
            />
            <Row
              id="open-touches"
              title={t('touchesTitle')}
              note={t('touchesNote')}
              end={<Icon name="chevron" size={30} color="textFaint" />}
              onTap={go('touches')}
            />
          </View>
          {ranking.data?.ranked ? <Ranking ranked={ranking.data.ranked} /> : null}
          {earnings.data ? (
            <View
              id="open-earnings"
              className="card guide-home__earnings"
              ariaRole="button"
              onClick={() => Taro.navigateTo({ url: '/packages/selling/guide/earnings/index' })}
            >
              <View className="guide-home__earnings-top">
                <Text className="guide-home__heading">{t('earningsTitle')}</Text>
                <Text className="guide-home__more">{t('earningsSee')}</Text>
                <Icon name="chevron" size={30} color="textFaint" />
              </View>
              <EarningsHead earnings={earnings.data} />
            </View>
          ) : null}
        </>
      ) : seller.error ? (
        <ErrorState error={seller.error} onRetry={() => void seller.reload()} />
      ) : (
        <Skeleton kind="product" />
      )}
    </Screen>
  );
}
