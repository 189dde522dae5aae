import type { MySelling } from '@jindian/shared/contract/selling/sellers';
import { Text, View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { promoterTexts } from '../../../../i18n/selling/promoter.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { Cockpit } from '../../guide/components/Cockpit.tsx';
import { CodeCard, useOwnCard } from '../../guide/components/CodeCard.tsx';
import { EarningsHead } from '../../guide/components/EarningsHead.tsx';
import { OpenStatements } from '../../guide/components/OpenStatements.tsx';
import { Rules } from '../components/Rules.tsx';
import './index.scss';

const go = (url: string) => () => void Taro.navigateTo({ url });
const chevron = <Icon name="chevron" size={30} color="textFaint" />;

/** Who shares by their own choice: joining by the rules in plain words, and everything about it afterwards. */
export default function PromoterHomePage() {
  const { t } = promoterTexts.use();
  const mine = useRemote(() => call(endpoints.getMySelling, {}), 'mine');
  const isActive = mine.data?.kind === 'promoter';
  const seller = useRemote(isActive ? () => call(endpoints.getSellerCode, {}) : null, `${isActive}`);
  const shareTitle = useOwnCard(seller.data);
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<MySelling>, done: (after: MySelling) => string | null) => {
    setBusy(true);
    try {
      const after = await act();
      mine.replace(after);
      // The page of the member shows what one sells as.
      await refreshMember();
      const said = done(after);
      if (said) notice(said);
    } catch (error) {
      noticeProblem(error);
      await mine.reload();
    } finally {
      setBusy(false);
    }
  };
  const stop = () =>
    run(
      () => call(endpoints.stopPromoting, {}),
      () => t('stopped'),
    );
  const join = (rulesVersion: string) =>
    run(
      () => call(endpoints.becomePromoter, { body: { rulesVersion } }),
      ({ kind }) => (kind === 'promoter' ? t('joined') : null),
    );

  const data = mine.data;
  const standing = data?.rows.find(({ kind }) => kind === 'promoter')?.standing ?? null;
  return (
    <Screen title={t('title')} staff>
      {data === null ? (
        mine.error ? (
          <ErrorState error={mine.error} onRetry={() => void mine.reload()} />
        ) : (
          <Skeleton kind="product" />
        )
      ) : data.kind === 'promoter' ? (
        <>
          {seller.data ? (
            <CodeCard seller={seller.data} shareTitle={shareTitle} />
          ) : (
            <Skeleton kind="product" />
          )}
          <Desk secondLevel={data.promoter.secondLevel} />
          <View className="card">
            <Text className="promoter__heading">{t('rules')}</Text>
            <Rules secondLevel={data.promoter.secondLevel} />
            <View className="promoter__act">
              <PlainButton
                id="stop-promoting"
                grow
                busy={busy}
                onTap={async () => {
                  if (await ask(t('stopAsk'), t('stop'), t('keep'))) await stop();
                }}
              >
                {t('stop')}
              </PlainButton>
            </View>
          </View>
        </>
      ) : data.kind !== null ? (
        <Empty id="sells-already" picture="shop" title={t('otherKind')} note={t('otherKindNote')}>
          <PlainButton
            id="open-own"
            kind="primary"
            onTap={() =>
              Taro.redirectTo({
                url:
                  data.kind === 'station'
                    ? '/packages/selling/station/home/index'
                    : '/packages/selling/guide/home/index',
              })
            }
          >
            {t('openOwn')}
          </PlainButton>
        </Empty>
      ) : standing === 'suspended' ? (
        <Empty id="promoter-suspended" picture="shop" title={t('suspended')} note={t('suspendedNote')} />
      ) : standing === 'applied' ? (
        <Empty id="promoter-applied" picture="shop" title={t('applied')} note={t('appliedNote')}>
          <PlainButton id="withdraw" busy={busy} onTap={() => void stop()}>
            {t('withdraw')}
          </PlainButton>
        </Empty>
      ) : (
        <Joining
          mine={data}
          before={standing}
          because={data.rows.find(({ kind }) => kind === 'promoter')?.declinedBecause ?? null}
          busy={busy}
          onJoin={() => void join(data.promoter.rulesVersion)}
        />
      )}
    </Screen>
  );
}

/** Figures of both levels together; every entry says of which it is. */
function Desk({ secondLevel }: { secondLevel: boolean }) {
  const { t } = promoterTexts.use();
  const earnings = useRemote(() => call(endpoints.getEarnings, { query: { limit: 1 } }), 'earnings');
  const cockpit = useRemote(() => call(endpoints.getSellerCockpit, { query: {} }), 'cockpit');
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void Promise.all([earnings.reload(), cockpit.reload()]);
    seen.current = true;
  });
  return (
    <>
      {earnings.data ? (
        <View className="card">
          <EarningsHead earnings={earnings.data} />
        </View>
      ) : null}
      {cockpit.data ? <Cockpit cockpit={cockpit.data} /> : null}
      <View className="card">
        <Row
          id="open-goods"
          title={t('products')}
          note={t('productsNote')}
          end={chevron}
          onTap={go('/packages/selling/guide/products/index')}
        />
        <Row
          id="open-shares"
          title={t('shares')}
          note={t('sharesNote')}
          end={chevron}
          onTap={go('/packages/selling/share/mine/index')}
        />
        <Row
          id="open-earnings"
          title={t('earnings')}
          note={t('earningsNote')}
          end={chevron}
          onTap={go('/packages/selling/guide/earnings/index')}
        />
        <OpenStatements />
        {secondLevel ? (
          <Row
            id="open-friends"
            title={t('friends')}
            note={t('friendsNote')}
            end={chevron}
            onTap={go('/packages/selling/promoter/friends/index')}
          />
        ) : null}
      </View>
    </>
  );
}

type JoiningProps = {
  mine: MySelling;
  before: string | null;
  because: string | null;
  busy: boolean;
  onJoin: () => void;
};

function Joining({ mine, before, because, busy, onJoin }: JoiningProps) {
  const { t } = promoterTexts.use();
  const [agreed, setAgreed] = useState(false);
  const { secondLevel, joining } = mine.promoter;
  // Who left, or was not approved, is looked at again.
  const waits = joining === 'hq_approves' || before !== null;
  return (
    <>
      <View className="card promoter__lead">
        <Icon name="star" size={72} color="brandText" />
        <Text className="promoter__lead-words">{t('lead')}</Text>
        {before === 'declined' || before === 'left' ? (
          <Text id="promoter-before" className="promoter__soft">
            {t(before)}
          </Text>
        ) : null}
        {because ? (
          <Text id="declined-because" className="promoter__soft">
            {t('declinedWhy', { reason: because })}
          </Text>
        ) : null}
      </View>
      <View className="card">
        <Text className="promoter__heading">{t('rules')}</Text>
        <Rules secondLevel={secondLevel} />
        <View
          id="agree"
          className="promoter__agree"
          ariaRole="checkbox"
          ariaChecked={agreed}
          onClick={() => setAgreed(!agreed)}
        >
          <View className={agreed ? 'promoter__box promoter__box--on' : 'promoter__box'}>
            {agreed ? <Icon name="check" size={28} color="onAction" /> : null}
          </View>
          <Text>{t('agree')}</Text>
        </View>
        <View className="promoter__act">
          <PlainButton
            id="join"
            kind="primary"
            grow
            busy={busy}
            onTap={() => (agreed ? onJoin() : notice(t('agreeFirst')))}
          >
            {t('join')}
          </PlainButton>
        </View>
        {waits ? <Text className="promoter__soft">{t('joinWaits')}</Text> : null}
      </View>
    </>
  );
}
