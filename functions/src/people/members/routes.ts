import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Address, BindingView } from '@jindian/shared/contract/people/member';
import type { Mount } from '../../platform/http/mount.ts';
import type { Origin } from '../../platform/http/origin.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { PhoneCodes } from './phone-codes.ts';
import type { Members } from './service.ts';
import type { Sessions } from './sessions.ts';
import { callerOfCode, phoneOfCode, type WechatSignIn } from './sign-in.ts';

export function mountMemberRoutes(
  mount: Mount,
  deps: {
    members: Members;
    sessions: Sessions;
    wechat: WechatSignIn;
    phoneCodes: PhoneCodes;
    bindingOf(memberId: string): Promise<BindingView | null>;
    /** Whether anybody may be asked to deliver there, and text and point are about one place. */
    placing(
      address: Address & { pointIsRight?: boolean | undefined },
    ): Promise<Result<null, 'address_off_map' | 'address_disagrees'>>;
  },
): void {
  const { members, sessions, wechat, phoneCodes, bindingOf, placing } = deps;

  async function viewOf(memberId: string) {
    return members.view(memberId, await bindingOf(memberId));
  }

  async function sessionOf(memberId: string, origin: Origin) {
    const [{ token, expiresAtMs }, member] = await Promise.all([
      sessions.open(memberId, 'own', origin),
      viewOf(memberId),
    ]);
    return member.ok ? ok({ token, expiresAtMs, member: member.value }) : member;
  }

  mount(endpoints.createWechatSession, async ({ body, language, origin }) => {
    const caller = await callerOfCode(wechat, body.code);
    if (!caller.ok) return caller;
    const principal = await members.memberForWechat({ ...caller.value, language });
    return sessionOf(principal.memberId, origin);
  });

  mount(endpoints.sendPhoneCode, ({ body: { phone, deviceId } }) => phoneCodes.send(phone, deviceId));

  mount(endpoints.createPhoneSession, async ({ body: { phone, code }, language, origin }) => {
    const verified = await phoneCodes.verify(phone, code);
    if (!verified.ok) return verified;
    const memberId = await members.memberForPhone(phone, language);
    return memberId.ok ? sessionOf(memberId.value, origin) : memberId;
  });

  mount(endpoints.getMe, ({ memberId }) => viewOf(memberId));

  mount(endpoints.updateMe, async ({ memberId, body }) => {
    const changed = await members.change(memberId, body);
    return changed.ok ? viewOf(memberId) : changed;
  });

  mount(endpoints.agree, ({ memberId, body }) =>
    members.agreements.agree(memberId, body.document, body.version),
  );
  mount(endpoints.listAgreements, async ({ memberId }) =>
    ok({ items: await members.agreements.list(memberId) }),
  );

  mount(endpoints.bindPhone, async ({ memberId, body }) => {
    const phone = await phoneOfCode(wechat, body.code);
    if (!phone.ok) return phone;
    const recorded = await members.recordPhone(memberId, phone.value);
    return recorded.ok ? viewOf(memberId) : recorded;
  });

  mount(endpoints.listSessions, async ({ memberId, origin }) =>
    ok({ items: await sessions.list(memberId, origin.sessionId) }),
  );

  mount(endpoints.endSession, async ({ memberId, params }) => {
    await sessions.end(memberId, params.sessionId);
    return ok({});
  });

  mount(endpoints.endSessions, async ({ memberId, body, origin }) => {
    const ended = await sessions.endAll(memberId, body.keepThis ? origin.sessionId : null);
    return ended.ok ? ok({ ended: ended.value }) : ended;
  });

  mount(endpoints.listAddresses, async ({ memberId }) =>
    ok({ items: await members.listAddresses(memberId) }),
  );

  mount(endpoints.saveAddress, async ({ memberId, params, body: { pointIsRight, ...address } }) => {
    const placed = await placing({ ...address, pointIsRight });
    return placed.ok ? members.saveAddress(memberId, params.addressId, address) : placed;
  });

  mount(endpoints.deleteAddress, async ({ memberId, params }) => {
    const deleted = await members.deleteAddress(memberId, params.addressId);
    return deleted.ok ? ok({}) : deleted;
  });

  mount(endpoints.recordSubscriptions, async ({ memberId, body, command }) => {
    if (!command) throw new Error('recordSubscriptions is a command');
    const recorded = await members.recordSubscriptions(memberId, body.accepted, command);
    return recorded.ok ? ok({}) : recorded;
  });
}
