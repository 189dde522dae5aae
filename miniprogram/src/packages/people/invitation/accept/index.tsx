import type { ShownInvitation } from '@jindian/shared/contract/people/invitations';
import { readScannedText } from '@jindian/shared/qr-text';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useDidShow, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { problemMessage } from '../../../../api/problem.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { StatusHeader } from '../../../../components/StatusHeader.tsx';
import { invitationTexts } from '../../../../i18n/people/invitation.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { goBack } from '../../../../lib/use-ticker.ts';
import { components } from '../../../../platform/index';
import { memberStore, refreshMember } from '../../../../state/member.ts';
import { ensurePrivacy } from '../../../../state/privacy.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

function codeIn(text: string): string | null {
  const read = readScannedText(text);
  return read.kind === 'invitation' ? read.code : null;
}

/** Somebody was invited to work here: which brand, as what, where, by whom; said before anything is taken. */
export default function AcceptInvitationPage() {
  const { t } = invitationTexts.use();
  const [code, setCode] = useState(codeIn(useRouter().params.code ?? ''));
  const [isIn, setIsIn] = useState(false);
  const found = useRemote(
    code === null
      ? null
      : async () => {
          const [shown] = await Promise.all([
            call(endpoints.findInvitation, { body: { code } }),
            refreshMember(),
          ]);
          return shown;
        },
    code ?? '',
  );
  // Back from signing in, it is asked again.
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current && found.error) void found.reload();
    seen.current = true;
  });
  const toWork = () => void Taro.switchTab({ url: '/pages/people/member/index' });
  return (
    <Screen title={t('title')} bar>
      {code === null ? (
        <AskCode onCode={setCode} />
      ) : isIn ? (
        <>
          <StatusHeader
            id="invitation-done"
            icon="check"
            tone="done"
            title={t('done')}
            note={t('doneNote')}
          />
          <BottomBar>
            <PlainButton id="to-work" kind="primary" grow onTap={toWork}>
              {t('toWork')}
            </PlainButton>
          </BottomBar>
        </>
      ) : found.data ? (
        <Invited code={code} shown={found.data} onIn={() => setIsIn(true)} />
      ) : found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.reload()} />
      ) : (
        <Skeleton kind="page" count={1} />
      )}
    </Screen>
  );
}

function AskCode({ onCode }: { onCode: (code: string) => void }) {
  const { t } = invitationTexts.use();
  const [typed, setTyped] = useState('');
  const find = () => {
    const code = codeIn(typed);
    if (code) onCode(code);
    else notice(t('badCode'));
  };
  return (
    <>
      <View className="card">
        <Text className="invitation__role">{t('ask')}</Text>
        <Input
          id="invitation-code"
          className="invitation__field"
          type="text"
          value={typed}
          maxlength={40}
          placeholder={t('placeholder')}
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={find}
        />
        <Text className="invitation__note">{t('askNote')}</Text>
      </View>
      <BottomBar>
        <PlainButton id="find-invitation" kind="primary" grow disabled={typed.trim() === ''} onTap={find}>
          {t('find')}
        </PlainButton>
      </BottomBar>
    </>
  );
}

function Invited(props: { code: string; shown: ShownInvitation; onIn: () => void }) {
  const { t, pick, language } = invitationTexts.use();
  const { code, shown, onIn } = props;
  const member = memberStore.use();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { PhoneButton } = components;
  const { scope, role } = shown.grant;
  const where =
    shown.places.length > 0
      ? shown.places.map(pick).join(language === 'zh' ? '、' : ', ')
      : scope.kind === 'region'
        ? [scope.province, scope.city].filter(Boolean).join(' ')
        : scope.kind === 'owner'
          ? scope.ownerId
          : t('wholeBrand');

  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(problemMessage(error, language));
    } finally {
      setBusy(false);
    }
  };
  const givePhone = (phoneCode: string) =>
    run(async () => memberStore.set(await call(endpoints.bindPhone, { body: { code: phoneCode } })));
  const accept = () =>
    run(async () => {
      if (!(await ensurePrivacy())) return;
      await call(endpoints.acceptInvitation, { body: { code } });
      await refreshMember().catch(noticeProblem);
      onIn();
    });

  if (shown.state !== 'open')
    return (
      <>
        <StatusHeader
          id="invitation-closed"
          icon="cross"
          tone="neutral"
          title={t(`state_${shown.state}`)}
          note={t('closedNote')}
        />
        <BottomBar>
          <PlainButton id="invitation-back" grow onTap={goBack}>
            {t('notNow')}
          </PlainButton>
        </BottomBar>
      </>
    );
  const hasPhone = member?.phoneMasked != null;
  return (
    <>
      <View id="invitation" className="card">
        <Text className="invitation__lead">{t('lead', { brand: pick(shown.brandName) })}</Text>
        <Text className="invitation__role">{t(`role_${role}`)}</Text>
        <Row title={t('where')} end={where} />
        <Row title={t('forWhom')} end={shown.name} />
        <Row title={t('by')} end={shown.invitedByName} />
        {shown.phoneMasked ? <Row title={t('phone')} end={shown.phoneMasked} /> : null}
        <Row title={t('until')} end={formatBrandTime(shown.expiresAtMs)} />
        {shown.verification === 'needed' ? (
          <Text id="invitation-unverified" className="invitation__note">
            {t('unverified')}
          </Text>
        ) : null}
        {shown.entersHq ? <Text className="invitation__note">{t('entersHq')}</Text> : null}
      </View>
      <View className="card">
        <Row title={t('yourPhone')} end={member?.phoneMasked ?? t('noPhone')} />
        {hasPhone ? null : (
          <>
            <Text className="invitation__note">{t('phoneFirst')}</Text>
            <PhoneButton
              id="invitation-phone"
              text={t('givePhone')}
              onCode={(given) => void givePhone(given)}
            />
          </>
        )}
        {failure ? (
          <Text id="invitation-problem" className="invitation__note" ariaRole="alert">
            {failure}
          </Text>
        ) : null}
      </View>
      <BottomBar>
        <PlainButton id="invitation-later" disabled={busy} onTap={goBack}>
          {t('notNow')}
        </PlainButton>
        <PlainButton
          id="accept-invitation"
          kind="primary"
          grow
          busy={busy}
          disabled={!hasPhone}
          onTap={() => void accept()}
        >
          {t('accept')}
        </PlainButton>
      </BottomBar>
    </>
  );
}
