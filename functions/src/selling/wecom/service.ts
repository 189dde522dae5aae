import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type { ContactCode } from '@jindian/shared/contract/selling/wecom';
import { dayMs } from '@jindian/shared/time';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { auditDetails } from '../../platform/audit-context.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, write } from '../../platform/transact.ts';
import type { ContactAdded, WeCom } from '../../wechat/index.ts';
import type { Attribution } from '../attribution/service.ts';
import type { Codes } from '../codes/service.ts';
import { createConnection } from './connection.ts';
import { contactPrefix, contactWays, createWeComItems, personPartition } from './items.ts';

type Contact = { externalUserId: string; code: string; atMs: number };

/** Somebody adds more sellers than that before they open the app: the first are looked at. */
const mostWaiting = 20;

/** Adding a seller on WeCom is a touch of the seller's code. */
export function createContacts(deps: {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  outbox: Outbox;
  settings: SettingsReader<'selling'>;
  off(): Promise<readonly ModuleName[]>;
  codes: Pick<Codes, 'sellerCode'>;
  attribution: Pick<Attribution, 'recordTouch'>;
  /** Asked where it is used: null where the brand has given no keys. */
  wecom(): WeCom | null;
  namesOf: Parameters<typeof createConnection>[0]['namesOf'];
  publicBaseUrl: string;
}) {
  const { table, clock } = deps;
  const items = createWeComItems(table);
  const connection = createConnection({ ...deps, items });
  const isOn = async () => !(await deps.off()).includes('wecom');

  async function wayOf(memberId: string) {
    const { Item } = await items.ways
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return Item ?? null;
  }
  const viewOf = ({ userId, qrCodeUrl, madeAtMs }: ContactCode): ContactCode => ({
    userId,
    qrCodeUrl,
    madeAtMs,
  });

  async function read(memberId: string): Promise<{ code: ContactCode | null }> {
    const way = await wayOf(memberId);
    return { code: way && viewOf(way) };
  }

  /**
   * WeCom makes a way before it is kept here: one whose answer was lost, or whose process was, stands at WeCom unknown to
   * anybody. It leads to the same seller, so it does no harm.
   */
  async function make(memberId: string, userId: string, { anew } = { anew: false }) {
    const wecom = deps.wecom();
    if (!wecom) return fail('wecom_not_set_up');
    const [own, before] = await Promise.all([deps.codes.sellerCode(memberId), wayOf(memberId)]);
    if (!own.ok) return own;
    const { code, name } = own.value;
    if (!anew && before?.userId === userId && before.code === code) return ok({ code: viewOf(before) });
    const made = await connection.noted(wecom.addContactWay({ userId, state: code, remark: name }));
    if (!made.ok) {
      const { code: why } = made.failure;
      if (why === 'colleague_unknown' || why === 'invalid_request') return fail('wecom_unknown');
      return fail(why === 'misconfigured' ? 'wecom_not_set_up' : 'wecom_unavailable');
    }
    const way = { memberId, userId, code, ...made.value, madeAtMs: clock.nowMs() };
    const listed = { gsi1pk: contactWays, gsi1sk: memberId };
    const kept = await runCommand<{ code: ContactCode }>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write(
            'way',
            items.ways
              .build(PutTransaction)
              .item({ ...way, ...listed })
              .options({
                condition: before
                  ? { attr: 'configId', eq: before.configId }
                  : { attr: 'configId', exists: false },
              }),
          ),
        ],
        value: { code: viewOf(way) },
        refused: { way: fail('busy') },
      }),
    });
    // What nobody shows any more is taken back; where that fails it goes on leading to the same seller.
    const useless = kept.ok ? before?.configId : made.value.configId;
    if (useless) await wecom.deleteContactWay(useless);
    return kept;
  }

  /** By headquarters, for the account that the seller said: their code is another by now, or what WeCom kept is gone. */
  async function remake(memberId: string) {
    const before = await wayOf(memberId);
    if (!before) return fail('not_found');
    auditDetails({ targets: [{ kind: 'member', id: memberId }] });
    return make(memberId, before.userId, { anew: true });
  }

  async function remove(memberId: string) {
    const before = await wayOf(memberId);
    if (!before) return ok({ code: null });
    const wecom = deps.wecom();
    if (!wecom) return fail('wecom_not_set_up');
    const gone = await wecom.deleteContactWay(before.configId);
    if (!gone.ok) return fail('wecom_unavailable');
    return runCommand<{ code: null }>(deps, {
      command: null,
      attempt: () => ({
        writes: [
          write(
            'way',
            items.ways
              .build(DeleteTransaction)
              .key({ memberId })
              .options({ condition: { attr: 'configId', eq: before.configId } }),
          ),
        ],
        value: { code: null },
        refused: { way: ok({ code: null }) },
      }),
    });
  }

  /** WeCom told of it: kept at once and once, looked at behind. Whoever was added by another way met no code. */
  async function told({
    externalUserId,
    state,
    atMs,
    nonce,
  }: ContactAdded): Promise<Result<null, 'busy' | 'notification_invalid'>> {
    if (state === null || state.length > 30 || !(await isOn())) return ok(null);
    const data = { externalUserId, codeId: state, atMs };
    const kept = await runCommand<null, never>(deps, {
      command: commandClaim('wecom', 'contactAdded', nonce, data),
      replay: () => ok(null),
      attempt: () => ({
        writes: [deps.outbox.announce({ type: 'wecom.contact_added', data })],
        value: null,
      }),
    });
    if (kept.ok) return kept;
    return fail(kept.code === 'busy' ? 'busy' : 'notification_invalid');
  }

  /** Again is fine: the same telling is the same command. */
  async function touch(memberId: string, { externalUserId, code, atMs }: Contact): Promise<boolean> {
    const claim = commandClaim(memberId, 'contactAdded', `${externalUserId}.${atMs}`, { code });
    const done = await deps.attribution.recordTouch(memberId, code, claim, { way: 'contact' });
    return done.ok || done.code !== 'busy';
  }

  async function memberOf(unionid: string): Promise<string | null> {
    const { Item } = await items.people
      .build(GetItemCommand)
      .key({ unionid })
      .options({ consistent: true })
      .send();
    return Item?.memberId ?? null;
  }

  /** Who it is, WeCom says; whose code they met then, or will when they are met here. */
  async function handleAdded(contact: Contact): Promise<void> {
    const wecom = deps.wecom();
    if (!wecom || !(await isOn())) return;
    const found = await connection.noted(wecom.externalContact(contact.externalUserId));
    if (!found.ok) {
      if (found.failure.code === 'contact_unknown') return;
      throw new Error(`WeCom does not say who was added: ${found.failure.code}`);
    }
    const { unionid } = found.value;
    if (unionid === null) return;
    const { contactWaitDays } = await deps.settings.current();
    const expiresAtS = Math.ceil((contact.atMs + contactWaitDays * dayMs) / 1_000);
    // Kept before it is asked who they are: whoever comes between the two finds it.
    await items.waiting
      .build(PutItemCommand)
      .item({ unionid, ...contact, expiresAtS })
      .send();
    const memberId = await memberOf(unionid);
    if (memberId && !(await settle(memberId, unionid)))
      throw new Error('who was added is not touched yet: busy');
  }

  /** What waits for somebody becomes touches, in the order in which it came; false: not all of it, it is waiting still. */
  async function settle(memberId: string, unionid: string): Promise<boolean> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: personPartition(unionid), range: { beginsWith: contactPrefix } })
      .entities(items.waiting)
      .options({ limit: mostWaiting, consistent: true })
      .send();
    for (const contact of Items) {
      // The table forgets when it comes to it.
      if (contact.expiresAtS * 1_000 > clock.nowMs() && !(await touch(memberId, contact))) return false;
      await items.waiting.build(DeleteItemCommand).key({ unionid, atMs: contact.atMs }).send();
    }
    return true;
  }

  /** WeChat says who is here, and what they are in all apps of the company. */
  async function met(memberId: string, unionid: string): Promise<void> {
    if (!(await isOn())) return;
    if ((await memberOf(unionid)) !== memberId)
      await transact(table, [
        write('person', items.people.build(PutTransaction).item({ unionid, memberId })),
        write('union', items.unions.build(PutTransaction).item({ memberId, unionid })),
      ]);
    await settle(memberId, unionid);
  }

  /** Of somebody who is forgotten: what lies elsewhere than with them. Again is fine. */
  async function forget(memberId: string): Promise<void> {
    const { Item } = await items.unions
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    if (Item && (await memberOf(Item.unionid)) === memberId)
      await items.people.build(DeleteItemCommand).key({ unionid: Item.unionid }).send();
  }

  return { read, make, remake, remove, told, handleAdded, met, forget, connection };
}
export type Contacts = ReturnType<typeof createContacts>;
