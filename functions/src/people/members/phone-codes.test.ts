import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { movableClock } from '../../platform/clock.ts';
import { type JindianTable, tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { createThrottle } from '../../platform/throttle.ts';
import { type SmsSimulator, startSmsSimulator } from '../../simulators/tencent/index.ts';
import { createTencentSms } from '../../tencent/index.ts';
import { codeLifeMs, createPhoneCodes, resendAfterMs } from './phone-codes.ts';

const clock = movableClock();
let engine: Engine;
let table: JindianTable;
let simulator: SmsSimulator;
let numbers = 0;

beforeAll(async () => {
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  table = embeddedTable(engine, 'jindian-test');
  simulator = await startSmsSimulator({ now: clock.nowMs });
});
afterAll(async () => {
  await simulator.close();
  await engine.close();
});

const secret = () => 'a test secret of some length';
/** As in one of many processes. */
function codes(sms = true) {
  return createPhoneCodes({
    table,
    clock,
    sms: sms
      ? createTencentSms({ baseUrl: simulator.baseUrl, ...simulator.account }, { now: clock.nowMs })
      : null,
    throttle: createThrottle({ table, clock, secret }),
    secret,
  });
}
function newNumber(): string {
  numbers += 1;
  return `137${String(numbers).padStart(8, '0')}`;
}
const lastCode = (phone: string) =>
  simulator.control.sent().findLast((one) => one.phone === `+86${phone}`)?.parameters[0] ?? '';
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code', () => {
  test('is six digits, good once, and not for another number', async () => {
    const [phone, other] = [newNumber(), newNumber()];
    expect(await codes().send(phone, undefined)).toEqual({ ok: true, value: { resendAfterS: 60 } });
    const code = lastCode(phone);
    expect(code).toMatch(/^\d{6}$/);
    expect(await codes().verify(other, code)).toMatchObject({ code: 'code_expired' });
    expect(await codes().verify(phone, code)).toEqual({ ok: true, value: null });
    expect(await codes().verify(phone, code)).toMatchObject({ code: 'code_expired' });
  });

  test('is stored as a hash under a hash', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    const { Items } = (await engine.call('Scan', { TableName: 'jindian-test' })) as { Items: object[] };
    const stored = JSON.stringify(Items.filter((item) => JSON.stringify(item).includes('PHONE_CODE#')));
    expect(stored).toContain('codeHash');
    expect(stored).not.toContain(phone);
    expect(stored).not.toContain(`"${lastCode(phone)}"`);
  });

  test('is over after five minutes', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    clock.advance(codeLifeMs);
    expect(await codes().verify(phone, lastCode(phone))).toMatchObject({ code: 'code_expired' });
  });

  test('has five tries, and the right one is of no use after them', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    const code = lastCode(phone);
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push(await codes().verify(phone, another(code)));
    expect(answers.map((answer) => (answer.ok ? 'right' : [answer.code, answer.params?.left]))).toEqual([
      ['code_wrong', 4],
      ['code_wrong', 3],
      ['code_wrong', 2],
      ['code_wrong', 1],
      ['code_expired', undefined],
    ]);
    expect(await codes().verify(phone, code)).toMatchObject({ code: 'code_expired' });
  });

  test('a hundred guesses at once are five', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    const code = lastCode(phone);
    const wrong = Array.from({ length: 99 }, () => another(code));
    const answers = await Promise.all([...wrong, code].map((guess) => codes().verify(phone, guess)));
    const looked = answers.filter((answer) => answer.ok || answer.code === 'code_wrong');
    expect(looked.length).toBeLessThanOrEqual(5);
  });

  test('used twice at once opens once', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    const code = lastCode(phone);
    const answers = await Promise.all([1, 2, 3].map(() => codes().verify(phone, code)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('that is replaced is good no more', async () => {
    const phone = newNumber();
    await codes().send(phone, undefined);
    const first = lastCode(phone);
    clock.advance(resendAfterMs);
    await codes().send(phone, undefined);
    if (first !== lastCode(phone))
      expect(await codes().verify(phone, first)).toMatchObject({ code: 'code_wrong' });
    expect(await codes().verify(phone, lastCode(phone))).toMatchObject({ ok: true });
  });
});

describe('sending', () => {
  test('waits a minute between two, also where many are asked for at once', async () => {
    const phone = newNumber();
    const before = simulator.control.sent().length;
    const answers = await Promise.all([1, 2, 3, 4].map(() => codes().send(phone, undefined)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(simulator.control.sent()).toHaveLength(before + 1);
  });

  test('to one number ends for the hour after five', async () => {
    const phone = newNumber();
    let sent = 0;
    for (let n = 0; n < 8; n += 1) {
      if ((await codes().send(phone, undefined)).ok) sent += 1;
      clock.advance(resendAfterMs);
    }
    // Where the window turned on the way there are a few of the next hour's.
    expect(sent).toBeLessThanOrEqual(8);
    expect(sent).toBeGreaterThanOrEqual(5);
    const all = simulator.control.sent().filter((one) => one.phone === `+86${phone}`);
    expect(all).toHaveLength(sent);
    for (let n = 0; n < 12; n += 1) {
      await codes().send(phone, undefined);
      clock.advance(resendAfterMs);
    }
    expect(simulator.control.sent().filter((one) => one.phone === `+86${phone}`).length).toBeLessThanOrEqual(
      10,
    );
  });

  test('from one device ends, however many numbers it asks for', async () => {
    const device = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
    let sent = 0;
    for (let n = 0; n < 25; n += 1) if ((await codes().send(newNumber(), device)).ok) sent += 1;
    expect(sent).toBeLessThanOrEqual(20);
    expect(sent).toBeGreaterThanOrEqual(10);
  });

  test('is said to be away where the service is, refuses, or is none', async () => {
    expect(await codes(false).send(newNumber(), undefined)).toMatchObject({ code: 'sms_unavailable' });
    simulator.control.failNext('500');
    expect(await codes().send(newNumber(), undefined)).toMatchObject({ code: 'sms_unavailable' });
    simulator.control.failNext({ code: 'FailedOperation.PhoneNumberInBlacklist' });
    expect(await codes().send(newNumber(), undefined)).toMatchObject({ code: 'rate_limited' });
  });

  test('whose answer was lost leaves the code good', async () => {
    const phone = newNumber();
    simulator.control.failNext('disconnect_after');
    expect(await codes().send(phone, undefined)).toMatchObject({ code: 'sms_unavailable' });
    expect(await codes().verify(phone, lastCode(phone))).toMatchObject({ ok: true });
  });
});
