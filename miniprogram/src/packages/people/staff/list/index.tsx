import type { Invitation } from '@jindian/shared/contract/people/invitations';
import type { BranchStaff, OpenWork } from '@jindian/shared/contract/people/staff';
import { formatBrandTime } from '@jindian/shared/time';
import { Input, Text, View } from '@tarojs/components';
import Taro, { useDidShow, usePullDownRefresh, useRouter } from '@tarojs/taro';
import { useRef, useState } from 'react';
import { call, endpoints } from '../../../../api/client.ts';
import { BottomBar } from '../../../../components/BottomBar.tsx';
import { Chip } from '../../../../components/Chip.tsx';
import { Empty, ErrorState } from '../../../../components/Empty.tsx';
import { Icon } from '../../../../components/Icon.tsx';
import { PlainButton } from '../../../../components/PlainButton.tsx';
import { Row } from '../../../../components/Row.tsx';
import { Screen } from '../../../../components/Screen.tsx';
import { Sheet } from '../../../../components/Sheet.tsx';
import { Skeleton } from '../../../../components/Skeleton.tsx';
import { invitationTexts } from '../../../../i18n/people/invitation.ts';
import { staffTexts } from '../../../../i18n/people/staff.ts';
import { ask, noticeProblem } from '../../../../lib/scan.ts';
import { useRemote } from '../../../../lib/use-remote.ts';
import { useModule } from '../../../../state/brand.ts';
import { notice } from '../../../../state/questions.ts';
import './index.scss';

type Member = BranchStaff['items'][number];
/** One person, with all that they are here. */
type Person = { memberId: string; name: string; grants: Member[] };

function byPerson(items: readonly Member[]): Person[] {
  const people = new Map<string, Person>();
  for (const one of items) {
    const known = people.get(one.memberId) ?? { memberId: one.memberId, name: one.name, grants: [] };
    known.grants.push(one);
    people.set(one.memberId, known);
  }
  return [...people.values()];
}

async function load(locationId: string) {
  const params = { locationId };
  const [staff, invited] = await Promise.all([
    call(endpoints.listBranchStaff, { params }),
    call(endpoints.listInvitations, { params, query: { state: 'open', limit: 50 } }),
  ]);
  return { people: byPerson(staff.items), invited: invited.items };
}

/** Who works at a place: invited, suspended, taken up again and let go by whoever leads it. */
export default function StaffPage() {
  const { t } = staffTexts.use();
  const role = invitationTexts.use();
  const locationId = useRouter().params.locationId ?? '';
  const list = useRemote(() => load(locationId), locationId);
  const [asked, setAsked] = useState<{ what: 'suspend' | 'remove'; person: Person } | null>(null);
  const [busy, setBusy] = useState(false);
  const guides = useModule('guides');
  const seen = useRef(false);
  useDidShow(() => {
    if (seen.current) void list.reload();
    seen.current = true;
  });
  usePullDownRefresh(() => {
    void list.reload().finally(() => Taro.stopPullDownRefresh());
  });
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await act();
      setAsked(null);
      notice(t('done'));
      await list.reload();
    } catch (error) {
      noticeProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const invite = (query = '') =>
    void Taro.navigateTo({ url: `/packages/people/staff/invite/index?locationId=${locationId}${query}` });
  const data = list.data;
  return (
    <Screen title={t('title')} bar>
      {guides ? (
        <View className="card">
          <Row
            id="open-team"
            title={t('team')}
            note={t('teamNote')}
            end={<Icon name="chevron" size={30} color="textFaint" />}
            onTap={() =>
              void Taro.navigateTo({ url: `/packages/selling/guide/team/index?locationId=${locationId}` })
            }
          />
        </View>
      ) : null}
      {data === null ? (
        list.error ? (
          <ErrorState error={list.error} onRetry={() => void list.reload()} />
        ) : (
          <Skeleton kind="rows" />
        )
      ) : data.people.length + data.invited.length === 0 ? (
        <Empty id="staff-empty" picture="shop" title={t('none')} note={t('noneNote')} />
      ) : (
        <>
          {data.people.length > 0 ? (
            <View id="staff-list" className="card">
              {data.people.map((person) => (
                <PersonRow
                  key={person.memberId}
                  person={person}
                  busy={busy}
                  onAsk={(what) => setAsked({ what, person })}
                  onResume={() =>
                    void run(() =>
                      call(endpoints.resumeStaff, { params: { locationId, memberId: person.memberId } }),
                    )
                  }
                />
              ))}
            </View>
          ) : null}
          {data.invited.length > 0 ? (
            <View id="staff-invited" className="card">
              <Text className="staff__head">{t('open')}</Text>
              {data.invited.map((one) => (
                <InvitedRow
                  key={one.id}
                  invitation={one}
                  roleName={role.t(`role_${one.grant.role}`)}
                  busy={busy}
                  onAgain={() => invite(`&again=${one.id}`)}
                  onRevoke={async () => {
                    if (await ask(t('revokeAsk', { name: one.name }), t('revoke'), t('keep')))
                      await run(() =>
                        call(endpoints.revokeInvitation, { params: { locationId, invitationId: one.id } }),
                      );
                  }}
                />
              ))}
            </View>
          ) : null}
        </>
      )}
      {asked ? (
        <ChangeSheet
          {...asked}
          locationId={locationId}
          busy={busy}
          onClose={() => setAsked(null)}
          onGo={(reason) => {
            const params = { locationId, memberId: asked.person.memberId };
            const row = asked.what === 'suspend' ? endpoints.suspendStaff : endpoints.removeStaff;
            void run(() => call(row, { params, body: { reason } }));
          }}
        />
      ) : null}
      <BottomBar>
        <PlainButton id="invite-staff" kind="primary" grow onTap={() => invite()}>
          {t('invite')}
        </PlainButton>
      </BottomBar>
    </Screen>
  );
}

function PersonRow(props: {
  person: Person;
  busy: boolean;
  onAsk: (what: 'suspend' | 'remove') => void;
  onResume: () => void;
}) {
  const { t } = staffTexts.use();
  const role = invitationTexts.use();
  const { person, busy, onAsk, onResume } = props;
  const { memberId, name, grants } = person;
  // Whom headquarters suspended, headquarters alone takes up again or lets go.
  const isHqs = grants.some(({ byHq }) => byHq);
  const mine = isHqs ? [] : grants.filter(({ mayManage }) => mayManage);
  const isActive = mine.some(({ suspended }) => !suspended);
  const isAsleep = mine.some(({ suspended }) => suspended);
  return (
    <Row id={`staff-${memberId}`} title={name}>
      <View className="staff__roles">
        {grants.map(({ grant, suspended }) => (
          <View key={grant.role}>
            <Text>{role.t(`role_${grant.role}`)}</Text>
            {suspended ? <Chip tone="danger">{t('suspended')}</Chip> : null}
          </View>
        ))}
        {mine.length === 0 ? <Text>{t(isHqs ? 'suspendedByHq' : 'leads')}</Text> : null}
      </View>
      {mine.length > 0 ? (
        <View className="staff__acts">
          {isActive ? (
            <PlainButton
              id={`suspend-${memberId}`}
              size="small"
              disabled={busy}
              onTap={() => onAsk('suspend')}
            >
              {t('suspend')}
            </PlainButton>
          ) : null}
          {isAsleep ? (
            <PlainButton id={`resume-${memberId}`} size="small" disabled={busy} onTap={onResume}>
              {t('resume')}
            </PlainButton>
          ) : null}
          <PlainButton id={`remove-${memberId}`} size="small" disabled={busy} onTap={() => onAsk('remove')}>
            {t('remove')}
          </PlainButton>
        </View>
      ) : null}
    </Row>
  );
}

function InvitedRow(props: {
  invitation: Invitation;
  roleName: string;
  busy: boolean;
  onAgain: () => void;
  onRevoke: () => void;
}) {
  const { t } = staffTexts.use();
  const { invitation, roleName, busy, onAgain, onRevoke } = props;
  const { id, name, phoneMasked, expiresAtMs, verification } = invitation;
  return (
    <Row
      id={`invited-${id}`}
      title={`${name} · ${roleName}`}
      note={[phoneMasked, t('until', { time: formatBrandTime(expiresAtMs).slice(5, 16) })]
        .filter(Boolean)
        .join(' · ')}
    >
      {verification === 'needed' ? <Chip tone="wait">{t('unverified')}</Chip> : null}
      <View className="staff__acts">
        <PlainButton id={`again-${id}`} size="small" disabled={busy} onTap={onAgain}>
          {t('again')}
        </PlainButton>
        <PlainButton id={`revoke-${id}`} size="small" disabled={busy} onTap={onRevoke}>
          {t('revoke')}
        </PlainButton>
      </View>
    </Row>
  );
}

/** Why, and what becomes of what is open in their name. */
function ChangeSheet(props: {
  what: 'suspend' | 'remove';
  person: Person;
  locationId: string;
  busy: boolean;
  onClose: () => void;
  onGo: (reason: string) => void;
}) {
  const { t } = staffTexts.use();
  const { what, person, locationId, busy, onClose, onGo } = props;
  const [reason, setReason] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const open = useRemote(
    what === 'remove'
      ? () => call(endpoints.getStaffWork, { params: { locationId, memberId: person.memberId } })
      : null,
    person.memberId,
  );
  const isRemoval = what === 'remove';
  return (
    <Sheet
      id="staff-sheet"
      title={t(isRemoval ? 'removeTitle' : 'suspendTitle', { name: person.name })}
      note={t(isRemoval ? 'removeNote' : 'suspendNote')}
      onClose={onClose}
      fault={isMissing ? { id: 'staff-fault', text: t('reasonAsk') } : null}
      actions={
        <>
          <PlainButton id="staff-keep" disabled={busy} onTap={onClose}>
            {t('keep')}
          </PlainButton>
          <PlainButton
            id="staff-go"
            kind="danger"
            grow
            busy={busy}
            onTap={() => (reason.trim() === '' ? setIsMissing(true) : onGo(reason.trim()))}
          >
            {t(what)}
          </PlainButton>
        </>
      }
    >
      {isRemoval && open.data ? <OpenList open={open.data} /> : null}
      <Input
        id="staff-reason"
        className="staff__field"
        value={reason}
        maxlength={120}
        placeholder={t('reason')}
        onInput={(event) => {
          setIsMissing(false);
          setReason(event.detail.value);
        }}
      />
    </Sheet>
  );
}

function OpenList({ open }: { open: OpenWork }) {
  const { t } = staffTexts.use();
  const rows = [
    ...open.courierTasks.map(({ orderNumber, becomes }) => [
      t('openTask', { number: orderNumber }),
      t(becomes === 'to_finish' ? 'openFinish' : 'openBack'),
    ]),
    ...(open.customers > 0
      ? [[t('openCustomers', { count: open.customers }), t('openCustomersBecome')]]
      : []),
    [t('openBranch'), t('openBranchBecome')],
  ];
  return (
    <View id="open-work">
      {rows.map(([what, becomes]) => (
        <View key={String(what)} className="staff__open">
          <Text>{what}</Text>
          <Text className="staff__becomes">{becomes}</Text>
        </View>
      ))}
    </View>
  );
}
