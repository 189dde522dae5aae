import { type Consent, consents, type Deletion, type MyData } from '@jindian/shared/contract/people/rights';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import { Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { keptEn } from '../../../../i18n/people/kept.en.ts';
import { keptZh } from '../../../../i18n/people/kept.zh.ts';
import { rightsTexts } from '../../../../i18n/people/rights.ts';
import type { rightsZh } from '../../../../i18n/people/rights.zh.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { platform } from '../../../../platform/index';
import { refreshMember } from '../../../../state/member.ts';
import { notice } from '../../../../state/questions.ts';
import { CardSection } from './CardSection.tsx';
import { type KeptWords, linesOf, readableText } from './readable.ts';
import './index.scss';

/** Pages of orders that are taken along: more than anybody has. */
const mostPages = 200;

type KindKey = Extract<keyof typeof rightsZh, `kind_${string}`>;
const kindKeys = {
  Member: 'kind_Member',
  MemberAddress: 'kind_MemberAddress',
  MemberSession: 'kind_MemberSession',
  MemberSubscription: 'kind_MemberSubscription',
  MemberRole: 'kind_MemberRole',
  Binding: 'kind_Binding',
  MemberFavourites: 'kind_MemberFavourites',
  Touch: 'kind_Touch',
  Seller: 'kind_Seller',
  MemberCard: 'kind_MemberCard',
  Payee: 'kind_Payee',
  PayeeStatement: 'kind_PayeeStatement',
  Payout: 'kind_Payout',
  StoredLot: 'kind_StoredLot',
  PointsPurse: 'kind_PointsPurse',
  MemberTier: 'kind_MemberTier',
  TierChange: 'kind_TierChange',
  StoreProfile: 'kind_StoreProfile',
  GuideNote: 'kind_GuideNote',
  SavedView: 'kind_SavedView',
  DeletionRequest: 'kind_DeletionRequest',
  MemberAgreement: 'kind_MemberAgreement',
  MemberVerification: 'kind_MemberVerification',
  SavedViewCount: 'kind_SavedViewCount',
  Share: 'kind_Share',
  ContactWay: 'kind_ContactWay',
  MemberUnion: 'kind_MemberUnion',
} as const satisfies Record<string, KindKey>;

function kindKey(kind: string): KindKey {
  return kind in kindKeys ? kindKeys[kind as keyof typeof kindKeys] : 'kind_other';
}

/** What there is of each kind, that without a word of its own together. */
function byKind(kept: MyData['kept']): [KindKey, MyData['kept']][] {
  const found = new Map<KindKey, MyData['kept']>();
  for (const one of kept) found.set(kindKey(one.kind), [...(found.get(kindKey(one.kind)) ?? []), one]);
  return [...found];
}

/** Everything that is kept, whole: of orders all pages. */
async function everything(): Promise<Pick<MyData, 'kept' | 'orders'>> {
  const first = await call(endpoints.getMyData, {});
  const orders = [...first.orders];
  let cursor = first.nextCursor;
  for (let page = 1; cursor !== null && page < mostPages; page += 1) {
    const next = await call(endpoints.getMyData, { query: { cursor } });
    orders.push(...next.orders);
    cursor = next.nextCursor;
  }
  return { kept: first.kept, orders };
}

async function load() {
  const [data, deletion, card] = await Promise.all([
    call(endpoints.getMyData, {}),
    call(endpoints.getDeletion, {}),
    call(endpoints.getMyCard, {}),
  ]);
  return { data, deletion, card };
}

/** What is kept of the member: to see, take along and correct; consents to take back; and being forgotten. */
export default function RightsPage() {
  const { t } = rightsTexts.use();
  const remote = useRemote(load, 'rights');
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (what: string, act: () => Promise<string | null>) => {
    setBusy(what);
    try {
      const said = await act();
      await remote.reload();
      if (said !== null) notice(said);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(null);
    }
  };
  const withdraw = async (consent: Consent) => {
    if (!(await ask(t('withdrawAsk', { what: t(`consent_${consent}`) }), t('withdraw'), t('keep')))) return;
    await run(consent, async () => {
      await call(endpoints.withdrawConsent, { body: { consent } });
      await refreshMember().catch(noticeProblem);
      return t('withdrawn');
    });
  };
  const found = remote.data;
  return (
    <Screen title={t('title')}>
      {found === null ? (
        remote.error ? (
          <ErrorState error={remote.error} onRetry={() => void remote.reload()} />
        ) : (
          <Skeleton kind="page" count={2} />
        )
      ) : (
        <>
          <Text className="rights__lead">{t('lead')}</Text>
          <CardSection
            card={found.card}
            busy={busy === 'claim'}
            onClaim={({ claimId }) =>
              void run('claim', async () => {
                await call(endpoints.claimMoved, { params: { claimId } });
                return t('claimed');
              })
            }
            onRefuse={async ({ claimId }) => {
              if (!(await ask(t('claimNoAsk'), t('claimNo'), t('keep')))) return;
              await run('claim', async () => {
                await call(endpoints.refuseMoved, { params: { claimId } });
                return t('claimRefused');
              });
            }}
          />
          <KeptCard data={found.data} busy={busy} onRun={run} />
          <View className="card">
            <Text className="rights__head">{t('correct')}</Text>
            <Row
              id="correct-profile"
              title={t('correctProfile')}
              onTap={() => void Taro.switchTab({ url: '/pages/people/member/index' })}
            />
            <Row
              id="correct-addresses"
              title={t('correctAddresses')}
              onTap={() => void Taro.navigateTo({ url: '/pages/people/addresses/index' })}
            />
          </View>
          <View className="card">
            <Text className="rights__head">{t('consents')}</Text>
            {consents.map((consent) => (
              <Row
                key={consent}
                title={t(`consent_${consent}`)}
                note={t(`consent_${consent}Note`)}
                end={
                  <PlainButton
                    id={`withdraw-${consent}`}
                    size="small"
                    busy={busy === consent}
                    onTap={() => void withdraw(consent)}
                  >
                    {t('withdraw')}
                  </PlainButton>
                }
              />
            ))}
          </View>
          <DeletionCard deletion={found.deletion} busy={busy === 'deletion'} onRun={run} />
        </>
      )}
    </Screen>
  );
}

type Run = (what: string, act: () => Promise<string | null>) => Promise<void>;

/** Kind by kind, opened by a tap; and all of it as a file, for people or for another system. */
function KeptCard({ data, busy, onRun }: { data: MyData; busy: string | null; onRun: Run }) {
  const { t, pick, language } = rightsTexts.use();
  const [open, setOpen] = useState<KindKey | null>(null);
  const words: KeptWords = language === 'zh' ? keptZh : keptEn;
  const save = (as: 'text' | 'json') =>
    onRun(as, async () => {
      const all = await everything();
      const reading = { headOf: (kind: string) => t(kindKey(kind)), pick };
      const file =
        as === 'text'
          ? { name: `${t('fileName')}.txt`, text: readableText(all, words, reading) }
          : { name: `${t('fileName')}.json`, text: JSON.stringify(all, null, 2) };
      return (await platform.saveText(file)) ? t('exported') : null;
    });
  return (
    <View id="my-data" className="card">
      {byKind(data.kept).map(([key, kept]) => (
        <View key={key}>
          <Row
            id={`show-${key}`}
            title={t(key)}
            note={t(open === key ? 'hide' : 'show')}
            end={t('count', { count: kept.length })}
            onTap={() => setOpen(open === key ? null : key)}
          />
          {open === key
            ? kept.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: what is shown does not change while it is read.
                <View key={index} className="rights__kept">
                  {linesOf(one, words).map(([label, value]) => (
                    <View key={label} className="rights__line">
                      <Text className="rights__label">{label}</Text>
                      <Text className="rights__value" userSelect>
                        {value}
                      </Text>
                    </View>
                  ))}
                </View>
              ))
            : null}
        </View>
      ))}
      <Row
        id="show-orders"
        title={t('orders')}
        end={t(data.nextCursor === null ? 'count' : 'countMore', { count: data.orders.length })}
        onTap={() => void Taro.navigateTo({ url: '/pages/serving/orders/index' })}
      />
      <View className="rights__files">
        <PlainButton id="save-text" grow busy={busy === 'text'} onTap={() => void save('text')}>
          {t(busy === 'text' ? 'exporting' : 'saveText')}
        </PlainButton>
        <PlainButton id="save-json" grow busy={busy === 'json'} onTap={() => void save('json')}>
          {t(busy === 'json' ? 'exporting' : 'saveJson')}
        </PlainButton>
      </View>
    </View>
  );
}

function DeletionCard(props: { deletion: Deletion; busy: boolean; onRun: Run }) {
  const { t } = rightsTexts.use();
  const { deletion, busy, onRun } = props;
  const { state, dueAtMs, waitingDays, toSettle } = deletion;
  const first = [
    ...toSettle.openOrders.map((number) => t('firstOrder', { number })),
    ...(toSettle.roles > 0 ? [t('firstRoles', { count: toSettle.roles })] : []),
    ...(toSettle.commissionFen === 0
      ? []
      : [t('firstCommission', { amount: formatYuan(toSettle.commissionFen) })]),
    ...(toSettle.storedFen === 0 ? [] : [t('firstStored', { amount: formatYuan(toSettle.storedFen) })]),
  ];
  const request = async () => {
    if (!(await ask(t('deletionAsk', { days: waitingDays }), t('ask'), t('keep')))) return;
    await onRun('deletion', async () => {
      const { dueAtMs: at } = await call(endpoints.requestDeletion, {});
      return t('waiting', { time: formatBrandTime(at ?? 0).slice(0, 16) });
    });
  };
  const stay = () =>
    onRun('deletion', async () => {
      await call(endpoints.cancelDeletion, {});
      return t('stayed');
    });
  return (
    <View id="deletion" className="card">
      <Text className="rights__head">{t('deletion')}</Text>
      {state === 'waiting' && dueAtMs !== null ? (
        <>
          <Text id="deletion-waits" className="rights__first">
            {t('waiting', { time: formatBrandTime(dueAtMs).slice(0, 16) })}
          </Text>
          <PlainButton id="cancel-deletion" grow busy={busy} onTap={() => void stay()}>
            {t('stay')}
          </PlainButton>
        </>
      ) : (
        <>
          <Text className="rights__note">{t('deletionNote', { days: waitingDays })}</Text>
          {first.length > 0 ? (
            <View id="deletion-first">
              <Text className="rights__note">{t('first')}</Text>
              {first.map((line) => (
                <Text key={line} className="rights__first">
                  {line}
                </Text>
              ))}
            </View>
          ) : (
            <PlainButton id="request-deletion" kind="danger" grow busy={busy} onTap={() => void request()}>
              {t('ask')}
            </PlainButton>
          )}
        </>
      )}
    </View>
  );
}
