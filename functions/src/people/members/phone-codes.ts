import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { minuteMs } from '@jindian/shared/time';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Throttle } from '../../platform/throttle.ts';
import type { TencentSms } from '../../tencent/index.ts';

export const codeLifeMs = 5 * minuteMs;
const codeTries = 5;
/** Another code is sent no sooner. */
export const resendAfterMs = minuteMs;

/**
 * Codes for signing in by SMS: six digits, good for five minutes and five tries, one at a time for a number. Kept as a
 * keyed hash under a keyed hash of the number.
 */
export function createPhoneCodes(deps: {
  table: JindianTable;
  clock: Clock;
  /** null: the brand has no SMS account. */
  sms: TencentSms | null;
  throttle: Pick<Throttle, 'attempt'>;
  secret(): string;
}) {
  const { table, clock, sms, throttle } = deps;
  const codes = new Entity({
    name: 'PhoneCode',
    table,
    timestamps: false,
    schema: item({
      phoneHash: string().key(),
      codeHash: string(),
      left: number(),
      sentAtMs: number(),
      expiresAtMs: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ phoneHash }: { phoneHash: string }) => ({ pk: `PHONE_CODE#${phoneHash}`, sk: 'CODE' }),
  });

  const keyed = (text: string) => createHmac('sha256', deps.secret()).update(text).digest('hex');
  const phoneHashOf = (phone: string) => keyed(`phone\n${phone}`).slice(0, 40);
  const codeHashOf = (phone: string, code: string) => keyed(`sign-in code\n${phone}\n${code}`);

  /** The limits that cost least to exceed come first, so that none is used up by what another refuses. */
  async function isAllowed(phone: string, deviceId: string | undefined): Promise<boolean> {
    const device = deviceId ? await throttle.attempt('sms_device', deviceId) : { ok: true };
    if (!device.ok) return false;
    for (const name of ['sms_number', 'sms_number_day'] as const)
      if (!(await throttle.attempt(name, phone)).ok) return false;
    return (await throttle.attempt('sms_brand', 'all')).ok;
  }

  /** Says nothing of whether anybody has this number. */
  async function send(
    phone: string,
    deviceId: string | undefined,
  ): Promise<Result<{ resendAfterS: number }, 'rate_limited' | 'sms_unavailable'>> {
    if (!sms) return fail('sms_unavailable');
    const phoneHash = phoneHashOf(phone);
    const { Item: before } = await codes
      .build(GetItemCommand)
      .key({ phoneHash })
      .options({ consistent: true })
      .send();
    const nowMs = clock.nowMs();
    if (before && nowMs - before.sentAtMs < resendAfterMs) return fail('rate_limited');
    if (!(await isAllowed(phone, deviceId))) return fail('rate_limited');

    const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
    const expiresAtMs = nowMs + codeLifeMs;
    try {
      // Of two that are asked for at once one is sent: each would make the other worthless.
      await codes
        .build(PutItemCommand)
        .item({
          phoneHash,
          codeHash: codeHashOf(phone, code),
          left: codeTries,
          sentAtMs: nowMs,
          expiresAtMs,
          expiresAtS: Math.ceil(expiresAtMs / 1000) + 60,
        })
        .options({
          condition: before
            ? { attr: 'sentAtMs', eq: before.sentAtMs }
            : { attr: 'phoneHash', exists: false },
        })
        .send();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return fail('rate_limited');
      throw error;
    }
    const sent = await sms.send('code', phone, code, codeLifeMs / minuteMs);
    // Without an answer it may be on its way: the code stays good, and another can be asked for in a minute.
    if (sent.ok) return ok({ resendAfterS: resendAfterMs / 1000 });
    return sent.failure.code === 'refused' ? fail('rate_limited') : fail('sms_unavailable');
  }

  /**
   * The same for a link, whose end `made` makes for whoever the number leads to: counted for every number, sent to those
   * of whom something is made, and answered alike.
   */
  async function sendLink(
    phone: string,
    minutes: number,
    made: () => Promise<string | null>,
  ): Promise<Result<null, 'rate_limited' | 'sms_unavailable'>> {
    if (!sms?.can('link', phone)) return fail('sms_unavailable');
    if (!(await isAllowed(phone, undefined))) return fail('rate_limited');
    const end = await made();
    if (end !== null) await sms.send('link', phone, end, minutes);
    return ok(null);
  }

  const canSendLinks = sms?.can('link', '13800000000') ?? false;

  /**
   * Whether this is the code that was sent, once. A try is used up before it is looked at: a thousand guesses at once are
   * five.
   */
  async function verify(phone: string, code: string): Promise<Result<null, 'code_expired' | 'code_wrong'>> {
    const phoneHash = phoneHashOf(phone);
    try {
      const { Attributes: tried } = await codes
        .build(UpdateItemCommand)
        .item({ phoneHash, left: $add(-1) })
        .options({
          condition: {
            and: [
              { attr: 'left', gt: 0 },
              { attr: 'expiresAtMs', gt: clock.nowMs() },
            ],
          },
          returnValues: 'ALL_NEW',
        })
        .send();
      if (!tried) return fail('code_expired');
      const wanted = Buffer.from(tried.codeHash, 'hex');
      const given = Buffer.from(codeHashOf(phone, code), 'hex');
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given))
        return tried.left > 0 ? fail('code_wrong', { left: tried.left }) : fail('code_expired');
      await codes
        .build(DeleteItemCommand)
        .key({ phoneHash })
        .options({ condition: { attr: 'codeHash', eq: tried.codeHash } })
        .send();
      return ok(null);
    } catch (error) {
      // None was sent, it is over or used up, or another request used it a moment ago.
      if (error instanceof ConditionalCheckFailedException) return fail('code_expired');
      throw error;
    }
  }

  return { send, sendLink, canSendLinks, verify, isAvailable: sms !== null };
}
export type PhoneCodes = ReturnType<typeof createPhoneCodes>;
