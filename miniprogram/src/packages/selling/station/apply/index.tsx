import { type MySelling, type SellerRow, stationTrades } from '@jindian/shared/contract/selling/sellers';
import { shopPhonePattern } from '@jindian/shared/phone';
import { brandDay } from '@jindian/shared/time';
import { Input, type InputProps, Text, View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { stationTexts } from '../../../../i18n/selling/station.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { beginAtBranch, branchStore } from '../../../../state/branch.ts';
import { notice } from '../../../../state/questions.ts';
import { dayText } from '../../guide/components/explain.ts';
import './index.scss';

/** A village shop or a restaurant asks to be a station, and reads what headquarters said to it. */
export default function StationApplyPage() {
  const { t } = stationTexts.use();
  const mine = useRemote(() => call(endpoints.getMySelling, {}), 'mine');
  const [changing, setChanging] = useState(false);
  const rows = (mine.data?.rows ?? []).filter(({ kind }) => kind === 'station');
  const at = (standing: SellerRow['standing']) => rows.find((row) => row.standing === standing) ?? null;
  const waiting = at('applied');
  const sent = (after: MySelling) => {
    mine.replace(after);
    setChanging(false);
    notice(t('applySent'));
  };
  const open = () => void Taro.redirectTo({ url: '/packages/selling/station/home/index' });
  return (
    <Screen title={t('applyTitle')} bar>
      {mine.data === null ? (
        mine.error ? (
          <ErrorState error={mine.error} onRetry={() => void mine.reload()} />
        ) : (
          <Skeleton kind="page" count={2} />
        )
      ) : mine.data.kind === 'station' ? (
        <Empty id="is-station" picture="shop" title={t('applyIs')}>
          <PlainButton id="open-own-station" kind="primary" onTap={open}>
            {t('openOwn')}
          </PlainButton>
        </Empty>
      ) : mine.data.kind !== null ? (
        <Empty id="sells-already" picture="shop" title={t('applyOther')} note={t('applyOtherNote')} />
      ) : at('suspended') ? (
        <Empty
          id="station-suspended"
          picture="shop"
          title={t('applySuspended')}
          note={t('applySuspendedNote')}
        />
      ) : waiting && !changing ? (
        <Waiting row={waiting} onChange={() => setChanging(true)} />
      ) : (
        <ApplyForm before={waiting ?? at('declined') ?? at('left')} onSent={sent} />
      )}
    </Screen>
  );
}

function Waiting({ row, onChange }: { row: SellerRow; onChange: () => void }) {
  const { t, pick, language } = stationTexts.use();
  const { station, locationName, standingAtMs } = row;
  return (
    <>
      <View id="station-applied" className="card">
        <Text className="apply__lead">{t('applyWaits')}</Text>
        <Text className="apply__soft">
          {t('applyWaitsNote', { day: dayText(brandDay(standingAtMs), language) })}
        </Text>
      </View>
      <View className="card">
        <Row title={t('applyName')} end={station?.name} />
        <Row title={t('applyAddress')} note={station?.address} />
        {station?.trade ? <Row title={t('applyTrade')} end={t(`trade_${station.trade}`)} /> : null}
        {station?.phone ? <Row title={t('applyPhone')} end={station.phone} /> : null}
        {locationName ? <Row title={t('applyBranch')} end={pick(locationName)} /> : null}
      </View>
      <BottomBar>
        <PlainButton id="change-application" grow onTap={onChange}>
          {t('applyChange')}
        </PlainButton>
      </BottomBar>
    </>
  );
}

function ApplyForm({ before, onSent }: { before: SellerRow | null; onSent: (after: MySelling) => void }) {
  const { t, pick } = stationTexts.use();
  const { branch } = branchStore.use();
  const [name, setName] = useState(before?.station?.name ?? '');
  const [address, setAddress] = useState(before?.station?.address ?? '');
  const [phone, setPhone] = useState(before?.station?.phone ?? '');
  const [trade, setTrade] = useState(before?.station?.trade ?? stationTrades[0]);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void beginAtBranch();
  }, []);
  const typing = (set: (text: string) => void) => (event: { detail: { value: string } }) => {
    setFault(null);
    set(event.detail.value);
  };
  const send = async () => {
    const shop = { name: name.trim(), address: address.trim(), phone: phone.trim(), trade };
    if (shop.name.length < 2 || shop.address.length < 2) return setFault(t('applyShort'));
    if (!shopPhonePattern.test(shop.phone)) return setFault(t('applyPhoneBad'));
    if (!branch) return setFault(t('applyBranchNone'));
    setBusy(true);
    try {
      onSent(await call(endpoints.applyAsStation, { body: { ...shop, locationId: branch.id } }));
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const isWaiting = before?.standing === 'applied';
  return (
    <>
      <View className="card">
        {before?.standing === 'declined' ? (
          <>
            <Text id="station-declined" className="apply__lead">
              {t('applyDeclined')}
            </Text>
            {before.declinedBecause ? (
              <Text id="declined-because" className="apply__soft">
                {t('applyDeclinedWhy', { reason: before.declinedBecause })}
              </Text>
            ) : null}
          </>
        ) : (
          <Text className="apply__lead">{t('applyLead')}</Text>
        )}
        <Text className="apply__soft">{t('applyNeeds')}</Text>
      </View>
      <View className="card">
        <Field
          id="apply-name"
          label={t('applyName')}
          placeholder={t('applyNameAsk')}
          value={name}
          maxlength={40}
          onInput={typing(setName)}
        />
        <Field
          id="apply-address"
          label={t('applyAddress')}
          placeholder={t('applyAddressAsk')}
          value={address}
          maxlength={120}
          onInput={typing(setAddress)}
        />
        <Field
          id="apply-phone"
          label={t('applyPhone')}
          placeholder={t('applyPhoneAsk')}
          value={phone}
          maxlength={20}
          onInput={typing(setPhone)}
        />
        <Text className="apply__label">{t('applyTrade')}</Text>
        <View className="apply__trades">
          <Tabs
            kind="pills"
            shown={trade}
            onShow={setTrade}
            tabs={stationTrades.map((key) => ({ key, id: `trade-${key}`, name: t(`trade_${key}`) }))}
          />
        </View>
        <Row
          id="apply-branch"
          title={t('applyBranch')}
          note={branch ? pick(branch.name) : t('applyBranchNone')}
          end={<Icon name="chevron" size={30} color="textFaint" />}
          onTap={() => void Taro.navigateTo({ url: '/pages/places/branches/index' })}
        />
        {fault ? (
          <Text id="apply-fault" className="apply__fault" ariaRole="alert">
            {fault}
          </Text>
        ) : null}
      </View>
      <BottomBar>
        <PlainButton id="send-application" kind="primary" grow busy={busy} onTap={() => void send()}>
          {t(isWaiting ? 'applySave' : 'applySend')}
        </PlainButton>
      </BottomBar>
    </>
  );
}

function Field({ label, ...input }: { label: string } & InputProps) {
  return (
    <>
      <Text className="apply__label">{label}</Text>
      <Input className="apply__field" placeholderClass="placeholder" {...input} />
    </>
  );
}
