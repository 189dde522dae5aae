import { anywhere, granted, worksAtPlaces } from '@jindian/shared/access';
import type { MemberView, RoleGrant } from '@jindian/shared/contract/people/member';
import { brandDay, forGoodMs } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useDidShow } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../api/client.ts';
import { ErrorState } from '../../../components/Empty.tsx';
import { Icon } from '../../../components/Icon.tsx';
import type { IconName } from '../../../components/icons.ts';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { Screen } from '../../../components/Screen.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { texts } from '../../../i18n/index.ts';
import { noticeProblem, scanAndOpen } from '../../../lib/scan.ts';
import { useRemote } from '../../../lib/use-remote.ts';
import { components, platform } from '../../../platform/index';
import { brandStore, useModule } from '../../../state/brand.ts';
import { chooseLanguage, languageStore } from '../../../state/language.ts';
import { memberStore, refreshMember } from '../../../state/member.ts';
import { PersonaCard } from './PersonaCard.tsx';
import './index.scss';

const go = (url: string) => () => void Taro.navigateTo({ url });

/** Who the person is to the brand: their things, their guide, and the work they do for it. */
export default function MemberPage() {
  const { t, language } = texts.use();
  const { languages } = brandStore.use();
  const [delivers, promoters, stations] = [
    useModule('deliveries'),
    useModule('promoters'),
    useModule('stations'),
  ];
  const member = memberStore.use();
  const [error, setError] = useState<unknown>(null);
  const refresh = () => refreshMember().then(() => setError(null), setError);
  useDidShow(() => {
    void refresh();
  });

  const switchLanguage = async () => {
    const next = language === 'zh' ? 'en' : 'zh';
    chooseLanguage(next);
    // Messages are sent in it too; if this fails the screen has changed all the same.
    if (memberStore.get()) {
      await call(endpoints.updateMe, { body: { language: next } }).then(memberStore.set, () => undefined);
    }
  };

  return (
    <Screen title={t('memberTitle')} tab>
      {member ? <Profile member={member} /> : error ? <ErrorState error={error} onRetry={refresh} /> : null}
      {!member && !error ? <Skeleton kind="page" count={2} /> : null}
      {member ? <Work roles={member.roles} /> : null}
      <View className="card member__list">
        {member?.phoneMasked ? <CardRow key={member.id} /> : null}
        {member ? (
          <Row
            id="open-favourites"
            icon="heart"
            name={t('favourites')}
            onTap={go('/packages/goods/browse/favourites/index')}
          />
        ) : null}
        {member ? (
          <Row
            id="open-shares"
            icon="share"
            name={t('memberShares')}
            onTap={go('/packages/selling/share/mine/index')}
          />
        ) : null}
        {member && delivers ? (
          <Row
            id="open-addresses"
            icon="place"
            name={t('memberAddresses')}
            onTap={go('/pages/people/addresses/index')}
          />
        ) : null}
        {languages.length > 1 ? (
          <Row
            id="switch-language"
            icon="globe"
            name={t('memberLanguage')}
            value={languageStore.get() === 'zh' ? '简体中文' : 'English'}
            onTap={() => void switchLanguage()}
          />
        ) : null}
        {member ? (
          <Row
            id="open-sessions"
            icon="person"
            name={t('memberSessions')}
            onTap={go('/packages/people/sessions/list/index')}
          />
        ) : null}
        {member ? (
          <Row
            id="open-rights"
            icon="shield"
            name={t('memberRights')}
            onTap={go('/packages/people/rights/data/index')}
          />
        ) : null}
        {member && promoters && !granted(member.roles, 'selling.sell', anywhere) ? (
          <Row
            id="become-promoter"
            icon="star"
            name={t('memberPromote')}
            onTap={go('/packages/selling/promoter/home/index')}
          />
        ) : null}
        {member && stations && !granted(member.roles, 'selling.sell', anywhere) ? (
          <Row
            id="become-station"
            icon="store"
            name={t('memberStation')}
            onTap={go('/packages/selling/station/apply/index')}
          />
        ) : null}
        <Row
          id="open-invitation"
          icon="scan"
          name={t('memberInvitation')}
          onTap={go('/packages/people/invitation/accept/index')}
        />
        <Row
          id="open-about"
          icon="store"
          name={t('memberAbout')}
          onTap={go('/packages/people/about/brand/index')}
        />
      </View>
      <PersonaCard onChange={() => void refresh()} />
    </Screen>
  );
}

function Profile({ member }: { member: MemberView }) {
  const { t } = texts.use();
  const guides = useModule('guides');
  const { PhoneButton } = components;
  const { binding } = member;
  const bindPhone = async (code: string) => {
    try {
      memberStore.set(await call(endpoints.bindPhone, { body: { code } }));
    } catch (error) {
      noticeProblem(error);
    }
  };
  return (
    <View className="card member__profile">
      <View className="member__who">
        <View className="member__face">
          <Icon name="person" size={60} color="brandText" />
        </View>
        <Nickname member={member} />
      </View>
      <View className="member__fact">
        <Text className="member__muted">{t('memberPhone')}</Text>
        <Text id="member-phone" className="member__value">
          {member.phoneMasked ?? t('memberPhoneNone')}
        </Text>
        {member.phoneMasked ? null : (
          <PhoneButton id="bind-phone" text={t('memberBindPhone')} onCode={(code) => void bindPhone(code)} />
        )}
      </View>
      {guides ? (
        <View className="member__fact">
          <Text className="member__muted">{t('memberGuide')}</Text>
          <Text id="member-guide" className="member__value">
            {binding
              ? binding.expiresAtMs >= forGoodMs
                ? t('memberGuideForGood', { name: binding.sellerName })
                : t('memberGuideUntil', { name: binding.sellerName, day: brandDay(binding.expiresAtMs) })
              : t('memberGuideNone')}
          </Text>
        </View>
      ) : null}
    </View>
  );
}

function Nickname({ member }: { member: MemberView }) {
  const { t } = texts.use();
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState(member.nickname);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    const nickname = typed.trim();
    if (!nickname || nickname === member.nickname) {
      setEditing(false);
      return;
    }
    setBusy(true);
    try {
      memberStore.set(await call(endpoints.updateMe, { body: { nickname } }));
      setEditing(false);
    } catch (error) {
      // What was typed stays in the field.
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (editing) {
    return (
      <View className="member__nickname">
        <Input
          id="nickname"
          className="member__input"
          type="nickname"
          value={typed}
          maxlength={32}
          focus
          placeholder={t('memberNicknameAsk')}
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={() => void save()}
        />
        <PlainButton id="save-nickname" size="small" kind="dark" busy={busy} onTap={() => void save()}>
          {t('save')}
        </PlainButton>
      </View>
    );
  }
  return (
    <View
      id="edit-nickname"
      className="member__nickname"
      ariaRole="button"
      onClick={() => {
        setTyped(member.nickname);
        setEditing(true);
      }}
    >
      <Text id="member-name" className="member__name">
        {t('memberHello', { name: member.nickname })}
      </Text>
      <Text className="member__edit">{t('edit')}</Text>
    </View>
  );
}

function Work({ roles }: { roles: readonly RoleGrant[] }) {
  const { t } = texts.use();
  const [busy, setBusy] = useState(false);
  const worksAtBranch = worksAtPlaces(roles, 'fulfilments.work');
  const [guides, carrying, dealers] = [useModule('guides'), useModule('couriers'), useModule('dealers')];
  const [stations, promoters] = [useModule('stations'), useModule('promoters')];
  const holds = (name: RoleGrant['role']) => roles.some(({ role }) => role === name);
  const hasGuide = guides && holds('guide');
  const hasStation = stations && holds('station');
  const hasPromoter = promoters && holds('promoter');
  const hasCourier = carrying && granted(roles, 'couriers.carry', anywhere);
  const hasHq = granted(roles, 'hq.enter', anywhere);
  const ownerIds = roles.flatMap(({ scope }) => (dealers && scope.kind === 'owner' ? [scope.ownerId] : []));
  const sells = hasGuide || hasStation || hasPromoter;
  if (!worksAtBranch && !sells && !hasCourier && !hasHq && ownerIds.length === 0) return null;

  const openHq = async () => {
    setBusy(true);
    try {
      const { url } = await call(endpoints.createHqWebTicket, {});
      platform.openWebPage(url);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <View className="card member__list">
      <Text className="member__heading">{t('memberWork')}</Text>
      {hasGuide ? (
        <Row
          id="open-guide"
          icon="star"
          name={t('workGuide')}
          value={t('workGuideNote')}
          onTap={go('/packages/selling/guide/home/index')}
        />
      ) : null}
      {hasStation ? (
        <Row
          id="open-station"
          icon="store"
          name={t('workStation')}
          value={t('workStationNote')}
          onTap={go('/packages/selling/station/home/index')}
        />
      ) : null}
      {hasPromoter ? (
        <Row
          id="open-promoter"
          icon="star"
          name={t('workPromoter')}
          value={t('workPromoterNote')}
          onTap={go('/packages/selling/promoter/home/index')}
        />
      ) : null}
      {worksAtBranch ? (
        <Row
          id="open-clerk"
          icon="store"
          name={t('workClerk')}
          value={t('workClerkNote')}
          onTap={go('/packages/serving/clerk/work/index')}
        />
      ) : null}
      {hasCourier ? (
        <Row
          id="open-courier"
          icon="truck"
          name={t('workCourier')}
          value={t('workCourierNote')}
          onTap={go('/packages/serving/courier/tasks/index')}
        />
      ) : null}
      {ownerIds.map((ownerId) => (
        <Row
          key={ownerId}
          id={`open-owner-${ownerId}`}
          icon="store"
          name={t('workOwner')}
          value={t('workOwnerNote')}
          onTap={go(`/packages/goods/transfers/owner/index?ownerId=${ownerId}`)}
        />
      ))}
      {granted(roles, 'desk.enter', anywhere) && !hasHq ? (
        <Row
          id="open-desk"
          icon="scan"
          name={t('workDeskScan')}
          onTap={go('/packages/people/hq/sign-in/index?desk=1')}
        />
      ) : null}
      {hasHq ? (
        <>
          <Row
            id="open-hq"
            icon="building"
            name={t('workHq')}
            value={busy ? t('loading') : t('workHqNote')}
            onTap={() => void openHq()}
          />
          <Row id="scan-hq" icon="scan" name={t('workHqScan')} onTap={() => void scanAndOpen()} />
        </>
      ) : null}
    </View>
  );
}

/** The member's card; what waits to be taken over from the system before comes first. */
function CardRow() {
  const { t } = texts.use();
  const { data, reload } = useRemote(() => call(endpoints.getMyCard, {}), 'card');
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void reload();
    seen.current = true;
  });
  if (data === null) return null;
  const { points, claims } = data;
  return (
    <Row
      id="open-card"
      icon="star"
      name={t('memberCard')}
      value={
        claims.length > 0
          ? t('memberCardWaits')
          : points > 0
            ? t('memberCardPoints', { points })
            : t('memberCardShow')
      }
      onTap={go(
        claims.length > 0 ? '/packages/people/rights/data/index' : '/packages/people/card/show/index',
      )}
    />
  );
}

type RowProps = { id: string; icon: IconName; name: string; value?: string; onTap: () => void };

function Row({ id, icon, name, value, onTap }: RowProps) {
  return (
    <View id={id} className="member__row" ariaRole="button" onClick={onTap}>
      <Icon name={icon} size={42} />
      <Text className="member__row-name">{name}</Text>
      {value ? <Text className="member__row-value">{value}</Text> : null}
      <Icon name="chevron" size={28} color="textFaint" />
    </View>
  );
}
