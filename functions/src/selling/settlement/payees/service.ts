/** Payees as headquarters and they themselves see and change them. */
import type {
  MyPayee,
  PayAuthorizationState,
  Payee,
  PayeeTerms,
  TransferPackage,
} from '@jindian/shared/contract/selling/settlement';
import { maskName } from '@jindian/shared/mask';
import { auditDetails } from '../../../platform/audit-context.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { staleRevision } from '../../../platform/edited.ts';
import type { Ids } from '../../../platform/ids.ts';
import type { SettingsReader } from '../../../platform/policy-document/settings.ts';
import { answerWith, fail, ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import {
  type AuthorizationAnswer,
  commissionSceneId,
  type TransferNotification,
  type WechatPay,
} from '../../../wechat/index.ts';
import { payeeShards } from './items.ts';
import { nameAtWechat, nameInFiles, type PayeeRecord, type PayeeStore, payeeLabel } from './store.ts';
import { type KnownPayees, termsOf } from './terms.ts';

export type PayeeDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  payees: PayeeStore;
  known: KnownPayees;
  settings: SettingsReader<'settlement'>;
  wechatPay: Pick<WechatPay, 'transfers' | 'ownMerchant'>;
  notifyUrl: string;
  appId: string;
  nameOf(memberId: string): Promise<string>;
  openidOf(memberId: string): Promise<string | null>;
  brandName(): Promise<string>;
};

type Authorization = NonNullable<PayeeRecord['authorization']>;
const masked = (name: string | undefined) => (name === undefined ? null : maskName(name));

export function createPayees(deps: PayeeDeps) {
  const { payees } = deps;

  async function viewsOf(records: readonly PayeeRecord[]): Promise<Payee[]> {
    const known = await deps.known(records.map(({ payeeId }) => payeeId));
    return records.map((record) => ({
      payeeId: record.payeeId,
      revision: record.edited?.revision ?? 0,
      ...termsOf(record, known.get(record.payeeId)),
      onHold: record.onHold,
      realName: masked(nameInFiles(record)),
      accountTail: record.bank?.accountNo.slice(-4) ?? null,
      bankName: record.bank?.bankName ?? null,
      closingFen: record.closingFen,
    }));
  }

  /** In no order that says anything; `owing`: only those who owe. */
  async function page({
    limit,
    cursor,
    owing = false,
  }: {
    limit: number;
    cursor?: string | undefined;
    owing?: boolean;
  }): Promise<Result<{ items: Payee[]; nextCursor: string | null }>> {
    const place = cursor === undefined ? { shard: 0, after: null } : readPlace(cursor);
    if (!place) return fail('invalid_request', { detail: 'cursor' });
    const found: PayeeRecord[] = [];
    let { shard, after }: { shard: number; after: string | null } = place;
    // So many are looked through for those who owe; the page then goes on where it stopped.
    for (let reads = 0; shard < payeeShards && found.length < limit && reads < 64; reads += 1) {
      const some = await payees.page(shard, after, 100);
      const taken = owing ? some.filter(({ closingFen }) => closingFen < 0) : some;
      const room = limit - found.length;
      found.push(...taken.slice(0, room));
      if (taken.length > room) after = found.at(-1)?.payeeId ?? null;
      else if (some.length === 100) after = some.at(-1)?.payeeId ?? null;
      else {
        shard += 1;
        after = null;
      }
    }
    return ok({
      items: await viewsOf(found),
      nextCursor: shard < payeeShards ? `${shard}.${after ?? ''}` : null,
    });
  }

  async function view(payeeId: string): Promise<Result<Payee>> {
    const record = await payees.read(payeeId);
    const [seen] = record ? await viewsOf([record]) : [];
    return seen ? ok(seen) : fail('not_found');
  }

  /** Names and accounts that are left out stay as they are. Nobody sets their own. */
  async function setTerms(payeeId: string, wanted: PayeeTerms, by: string): Promise<Result<Payee>> {
    if (payeeId === by) return fail('settlement_own');
    const [known] = (await deps.known([payeeId])).values();
    const done = await runCommand<PayeeRecord>(deps, {
      command: null,
      async attempt() {
        const there = await payees.read(payeeId);
        if (!there && !known) return fail('not_found');
        const before = there ?? payees.anew(payeeId);
        const { kind, route, onHold, realName, bank, revision } = wanted;
        const { edited = null } = before;
        if ((edited?.revision ?? 0) !== revision) return staleRevision(edited, deps.nameOf);
        const { ownName, ...rest } = before;
        const next: PayeeRecord = {
          ...rest,
          edited: { revision: revision + 1, by, atMs: deps.clock.nowMs() },
          kind,
          route,
          onHold,
          ...(realName !== undefined ? { realName } : ownName !== undefined ? { ownName } : {}),
          ...(bank === undefined ? {} : { bank }),
        };
        auditDetails({
          targets: [{ kind: 'payee', id: payeeId }],
          before: { payeeKind: before.kind, route: before.route, onHold: before.onHold },
          after: {
            payeeKind: kind,
            route,
            onHold,
            account: bank !== undefined,
            realName: realName !== undefined,
          },
        });
        return { writes: [payees.save(next)], value: next, refused: { [payeeLabel]: 'again' } };
      },
    });
    return answerWith(done, async (record) => (await viewsOf([record]))[0] as Payee);
  }

  async function mine(memberId: string): Promise<MyPayee> {
    const [record, settings, known] = await Promise.all([
      payees.read(memberId),
      deps.settings.current(),
      deps.known([memberId]),
    ]);
    const { kind, route } = termsOf(record ?? { payeeId: memberId }, known.get(memberId));
    const offered = settings.confirmFree === 'on' && route === 'wechat';
    return {
      isPayee: record !== null,
      kind,
      route,
      realName: masked(record ? nameAtWechat(record) : undefined),
      closingFen: record?.closingFen ?? 0,
      authorization: offered ? (record?.authorization?.state ?? 'none') : null,
    };
  }

  /** Compared by WeChat Pay with who they are to it, from ¥2,000 on; what headquarters said stays for whoever else pays. */
  async function setRealName(memberId: string, realName: string): Promise<Result<MyPayee>> {
    const done = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const before = await payees.read(memberId);
        if (!before) return fail('not_found');
        if (nameAtWechat(before) === realName) return ok(null);
        return {
          writes: [payees.save({ ...before, ownName: realName })],
          value: null,
          refused: { [payeeLabel]: 'again' },
        };
      },
    });
    return done.ok ? ok(await mine(memberId)) : done;
  }

  async function saveAuthorization(
    payeeId: string,
    change: (before: Authorization | undefined) => Authorization | null,
  ): Promise<Result<PayeeRecord>> {
    return runCommand<PayeeRecord>(deps, {
      command: null,
      async attempt() {
        const before = await payees.read(payeeId);
        if (!before) return fail('not_found');
        const authorization = change(before.authorization);
        if (authorization === null) return ok(before);
        const next = { ...before, authorization };
        return { writes: [payees.save(next)], value: next, refused: { [payeeLabel]: 'again' } };
      },
    });
  }

  function stateOf(answer: AuthorizationAnswer): PayAuthorizationState | null {
    return answer.state === 'active' || answer.state === 'closed' ? answer.state : null;
  }

  /** What WeChat Pay says of this one; what it says of another changes nothing. */
  async function heard(payeeId: string, answer: AuthorizationAnswer): Promise<Result<PayeeRecord>> {
    const state = stateOf(answer);
    return saveAuthorization(payeeId, (before) => {
      if (!before || state === null || before.state === state || before.state === 'closed') return null;
      if (!('outAuthorizationNo' in answer) || answer.outAuthorizationNo !== before.number) return null;
      return {
        ...before,
        state,
        ...(answer.state === 'active' ? { authorizationId: answer.authorizationId } : {}),
      };
    });
  }

  /** Asks WeChat Pay to ask them; the same number until that ended. */
  async function authorize(memberId: string): Promise<Result<TransferPackage>> {
    const settings = await deps.settings.current();
    const known = await deps.known([memberId]);
    const openid = await deps.openidOf(memberId);
    if (settings.confirmFree !== 'on') return fail('not_found');
    if (openid === null) return fail('payout_not_ready', { problem: 'no_wechat' });
    const begun = await saveAuthorization(memberId, (before) =>
      before && before.state !== 'closed' && before.state !== 'none'
        ? null
        : { number: deps.ids.next(), state: 'asked' },
    );
    if (!begun.ok) return begun;
    const number = begun.value.authorization?.number ?? '';
    if (termsOf(begun.value, known.get(memberId)).route !== 'wechat') return fail('not_found');
    const answer = await deps.wechatPay.transfers.authorize({
      outAuthorizationNo: number,
      openid,
      sceneId: commissionSceneId,
      displayName: await deps.brandName(),
      notifyUrl: deps.notifyUrl,
    });
    if (answer.state === 'wait_confirm' && answer.packageInfo !== undefined)
      return ok({
        state: 'confirm',
        package: {
          mchId: deps.wechatPay.ownMerchant.mchid,
          appId: deps.appId,
          package: answer.packageInfo,
        },
      });
    const noted = await heard(memberId, answer);
    return noted.ok ? ok({ state: 'sent', package: null }) : noted;
  }

  /** Asks how it stands: what was told may have been lost. */
  async function lookAtAuthorization(memberId: string): Promise<Result<MyPayee>> {
    const number = (await payees.read(memberId))?.authorization?.number;
    if (number !== undefined)
      unlessBusy(await heard(memberId, await deps.wechatPay.transfers.queryAuthorization(number)), memberId);
    return ok(await mine(memberId));
  }

  async function closeAuthorization(memberId: string): Promise<Result<MyPayee>> {
    const authorization = (await payees.read(memberId))?.authorization;
    if (authorization && authorization.state !== 'closed') {
      const answer = await deps.wechatPay.transfers.closeAuthorization(authorization.number);
      const noted = await heard(memberId, answer);
      if (!noted.ok) return noted;
      if (answer.state !== 'closed') return fail('payment_unavailable');
    }
    return ok(await mine(memberId));
  }

  /** Ours are numbered without saying whose: WeChat Pay tells for whom. */
  async function told(
    notification: Extract<TransferNotification, { kind: 'transfer_authorization' }>,
    memberIdOf: (openid: string) => Promise<string | null>,
  ): Promise<void> {
    const { openid } = notification.authorization;
    const memberId = openid === undefined ? null : await memberIdOf(openid);
    if (memberId !== null) unlessBusy(await heard(memberId, notification.authorization), memberId);
  }

  return {
    page,
    view,
    setTerms,
    mine,
    setRealName,
    authorize,
    lookAtAuthorization,
    closeAuthorization,
    told,
  };
}
export type Payees = ReturnType<typeof createPayees>;

function readPlace(cursor: string): { shard: number; after: string | null } | null {
  const [, shard, after] = /^(\d{1,2})\.((?:dealer\.)?[0-9A-Za-z_-]{0,64})$/.exec(cursor) ?? [];
  if (shard === undefined || Number(shard) >= payeeShards) return null;
  return { shard: Number(shard), after: after === '' || after === undefined ? null : after };
}
