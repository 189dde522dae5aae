import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import type { MadeInvitation } from '@jindian/shared/contract/people/invitations';
import { branchStaffRoles } from '@jindian/shared/contract/people/permissions';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Switch, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { useEffect, useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { ErrorState } from '../../../../components/Empty.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { QrImage } from '../../../../components/QrImage.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { Tabs } from '../../../../components/Tabs.tsx';
import { invitationTexts } from '../../../../i18n/people/invitation.ts';
import { staffTexts } from '../../../../i18n/people/staff.ts';
import { createIntention } from '../../../../lib/intention.ts';
import { noticeProblem } from '../../../../lib/scan.ts';
import { platform } from '../../../../platform/index';
import { notice } from '../../../../state/questions.ts';
import './index.scss';
import { useModule } from '../../../../state/brand.ts';

type Role = (typeof branchStaffRoles)[number];

/** Somebody is invited to a place: what to hand over is shown once. `again`: a new code for an invitation that is open. */
export default function InvitePage() {
  const { t } = staffTexts.use();
  const { locationId = '', again } = useRouter().params;
  const [made, setMade] = useState<MadeInvitation | null>(null);
  const [error, setError] = useState<unknown>(null);
  const intention = useRef(createIntention());
  const resend = async () => {
    if (!again) return;
    setError(null);
    try {
      setMade(
        await call(endpoints.resendInvitation, {
          params: { locationId, invitationId: again },
          idempotencyKey: intention.current.keyFor(again),
        }),
      );
    } catch (problem) {
      setError(problem);
    }
  };
  const sending = useRef(resend);
  useEffect(() => {
    void sending.current();
  }, []);
  return (
    <Screen title={t('inviteTitle')} bar>
      {made ? (
        <Made made={made} onAnother={again ? null : () => setMade(null)} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void resend()} />
      ) : again ? (
        <Skeleton kind="page" count={1} />
      ) : (
        <InviteForm locationId={locationId} onMade={setMade} />
      )}
    </Screen>
  );
}

function InviteForm(props: { locationId: string; onMade: (made: MadeInvitation) => void }) {
  const { t } = staffTexts.use();
  const roleTexts = invitationTexts.use();
  const { locationId, onMade } = props;
  const inUse = { clerk: true, guide: useModule('guides'), courier: useModule('couriers') };
  const [role, setRole] = useState<Role>('clerk');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [bySms, setBySms] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const intention = useRef(createIntention());
  const make = async () => {
    const number = phone.trim() === '' ? undefined : mobilePhoneSchema.safeParse(phone).data;
    if (phone.trim() !== '' && number === undefined) return setFault(t('phoneBad'));
    const body = {
      role,
      name: name.trim(),
      ...(number ? { phone: number } : {}),
      bySms: bySms && number !== undefined,
    };
    setBusy(true);
    try {
      const made = await call(endpoints.invite, {
        params: { locationId },
        body,
        idempotencyKey: intention.current.keyFor(body),
      });
      intention.current.settle();
      onMade(made);
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <View className="card">
        <Tabs
          kind="pills"
          shown={role}
          onShow={setRole}
          tabs={branchStaffRoles
            .filter((key) => inUse[key])
            .map((key) => ({ key, id: `role-${key}`, name: roleTexts.t(`role_${key}`) }))}
        />
        <Text className="invite__label">{t('name')}</Text>
        <Input
          id="invite-name"
          className="invite__field"
          value={name}
          maxlength={20}
          placeholder={t('nameAsk')}
          onInput={(event) => setName(event.detail.value)}
        />
        <Text className="invite__label">{t('phone')}</Text>
        <Input
          id="invite-phone"
          className="invite__field"
          type="text"
          value={phone}
          maxlength={24}
          placeholder={t('phoneAsk')}
          onInput={(event) => {
            setFault(null);
            setPhone(event.detail.value);
          }}
        />
        {fault ? (
          <Text id="invite-fault" className="invite__fault" ariaRole="alert">
            {fault}
          </Text>
        ) : null}
        {phone.trim() === '' ? null : (
          <View className="invite__check">
            <Switch id="invite-sms" checked={bySms} onChange={(event) => setBySms(event.detail.value)} />
            <Text>{t('bySms')}</Text>
          </View>
        )}
      </View>
      <BottomBar>
        <PlainButton
          id="make-invitation"
          kind="primary"
          grow
          busy={busy}
          disabled={name.trim() === ''}
          onTap={() => void make()}
        >
          {t('make')}
        </PlainButton>
      </BottomBar>
    </>
  );
}

function Made({ made, onAnother }: { made: MadeInvitation; onAnother: (() => void) | null }) {
  const { t } = staffTexts.use();
  const role = invitationTexts.use();
  const { invitation, code, link, sms } = made;
  const copy = async () => {
    await platform.copyText(link);
    notice(t('copied'));
  };
  return (
    <>
      <View id="invitation-made" className="card invite__made">
        <Text className="invite__name">{t('made', { name: invitation.name })}</Text>
        <Text>{role.t(`role_${invitation.grant.role}`)}</Text>
        <QrImage id="invitation-qr" className="invite__qr" text={link} label={t('qrLabel')} />
        <Text id="made-code" className="invite__code">
          {code}
        </Text>
        <Text className="invite__note">
          {t('madeNote', { time: formatBrandTime(invitation.expiresAtMs).slice(0, 16) })}
        </Text>
        {sms === 'none' ? null : (
          <Text className="invite__note">{t(sms === 'sent' ? 'smsSent' : 'smsFailed')}</Text>
        )}
      </View>
      <BottomBar>
        {onAnother ? (
          <PlainButton id="invite-another" onTap={onAnother}>
            {t('another')}
          </PlainButton>
        ) : null}
        <PlainButton id="copy-invitation" kind="primary" grow onTap={() => void copy()}>
          {t('copy')}
        </PlainButton>
      </BottomBar>
    </>
  );
}
