/**
 * Payouts that others make from a file: a bank, or payroll. A payout is in one file at most, and comes to its end by what is
 * returned for that file; the file itself is made of what is open in it, as often as it is downloaded.
 */
import type { BankFile, BankFormat, ReturnSummary } from '@jindian/shared/contract/selling/settlement';
import { brandDay } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { ConditionCheck } from 'dynamodb-toolbox/entity/actions/transactCheck';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { atMost } from '../../../platform/at-most.ts';
import { auditDetails } from '../../../platform/audit-context.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { Entity } from '../../../platform/entity.ts';
import type { Ids } from '../../../platform/ids.ts';
import type { SettingsReader } from '../../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import { nextState } from '../../../platform/state-machine.ts';
import { write } from '../../../platform/transact.ts';
import { amountText, type BankPayment, type MadeFile } from '../bank-files/batch.ts';
import { genericFile } from '../bank-files/generic.ts';
import { icbcFile } from '../bank-files/icbc.ts';
import { readReturn } from '../bank-files/return-file.ts';
import { nameInFiles, type PayeeRecord } from '../payees/store.ts';
import { type KnownPayees, termsOf } from '../payees/terms.ts';
import type { EndDeps, Ends } from './ends.ts';
import { payoutMachine } from './machine.ts';
import { type PayoutRecord, payoutLabel } from './store.ts';

type FileRoute = BankFile['route'];
type FileRecord = {
  id: string;
  route: FileRoute;
  payoutIds: string[];
  madeAtMs: number;
  by: string;
  closedAtMs?: number | undefined;
};

/** Payments of one file: what a bank's client takes, and one item holds. */
export const mostInFile = 1_000;
/** Payments that are put into it together, with the file in one transaction. */
const collectedAtOnce = 40;
const filesPartition = 'PAYOUT_FILES';
const fileLabel = 'payout file';
const atOnce = 16;

export type FileDeps = EndDeps & {
  ends: Ends;
  ids: Ids;
  settings: SettingsReader<'settlement'>;
  known: KnownPayees;
  nameOf(memberId: string): Promise<string>;
};

export function createPayoutFiles(deps: FileDeps) {
  const { table, clock, payouts, payees, ends } = deps;
  const files = new Entity({
    name: 'PayoutFile',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      route: string().enum('bank', 'wages'),
      payoutIds: list(string()),
      madeAtMs: number(),
      by: string(),
      /** When something was last said of it. */
      heardAtMs: number().optional(),
      /** When it first left: from then on nothing is put into it. */
      closedAtMs: number().optional(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: filesPartition, sk: `FILE#${id}` }),
  });

  async function read(id: string): Promise<FileRecord | null> {
    const { Item } = await files.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return Item ?? null;
  }

  const lacksBank = ({ route }: PayoutRecord, payee: PayeeRecord | undefined) =>
    route === 'bank' && (payee?.bank === undefined || nameInFiles(payee) === undefined);

  /** Of what waits on a route, the longest there first, so many as can be paid by a file now; and those that lack an account. */
  async function waiting(route: FileRoute): Promise<{ ready: string[]; lacking: string[] }> {
    const ready: string[] = [];
    const lacking: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await payouts.page(route, 'due', { limit: mostInFile, cursor });
      const found = await payees.readMany([...new Set(items.map(({ payeeId }) => payeeId))]);
      for (const payout of items) {
        const payee = found.get(payout.payeeId);
        if (payee?.onHold) continue;
        if (!lacksBank(payout, payee)) ready.push(payout.payoutId);
        else if (payout.problem !== 'bank_missing') lacking.push(payout.payoutId);
      }
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined && ready.length < mostInFile);
    return { ready: ready.slice(0, mostInFile), lacking };
  }

  /** Said on the payout, for headquarters to see why it goes into no file. */
  async function noteLacking(payoutId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (before?.state !== 'due' || !lacksBank(before, await payees.readOrNew(before.payeeId)))
          return ok(null);
        return {
          writes: [payouts.save({ ...before, problem: 'bank_missing' }, before)],
          value: null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    unlessBusy(done, `payout ${payoutId}`);
  }

  type Collected = 'some' | 'none' | 'closed';
  /**
   * Puts payouts into the file; one that is elsewhere by now, lacks what a bank needs, or is of who is on hold, is not in it.
   * The file begins with the first of them, and takes none once it has left.
   */
  async function collect(
    some: readonly string[],
    record: FileRecord,
    isBegun: boolean,
  ): Promise<Result<Collected>> {
    return runCommand<Collected>(deps, {
      command: null,
      async attempt() {
        const found = [...(await payouts.readMany(some)).values()];
        const of = await payees.readMany([...new Set(found.map(({ payeeId }) => payeeId))]);
        const atMs = clock.nowMs();
        const taken = found.flatMap((before) => {
          const state = nextState(payoutMachine, before.state, 'collect');
          const payee = of.get(before.payeeId);
          if (!state || payee?.onHold || lacksBank(before, payee)) return [];
          const { problem: _, ...rest } = before;
          return [payouts.save({ ...rest, state, stateAtMs: atMs, fileId: record.id }, before)];
        });
        // The answer of a try before may have been lost.
        const isIn = found.some(({ fileId }) => fileId === record.id);
        if (taken.length === 0) return ok(isIn ? 'some' : 'none');
        if (!isBegun)
          auditDetails({
            targets: [{ kind: 'payout_file', id: record.id }],
            after: { route: record.route, count: record.payoutIds.length },
          });
        return {
          writes: [
            write(
              fileLabel,
              isBegun
                ? files
                    .build(ConditionCheck)
                    .key({ id: record.id })
                    .condition({ attr: 'closedAtMs', exists: false })
                : files.build(PutTransaction).item(record),
            ),
            ...taken,
          ],
          value: 'some',
          refused: { [fileLabel]: ok('closed'), [payoutLabel]: 'again' },
        };
      },
    });
  }

  /**
   * Of what waits on a route, as many as one file takes, the longest there first: who cannot be paid now keeps nobody else
   * waiting. What breaks off leaves a file with fewer payments, and no payment in none.
   */
  async function make(route: FileRoute, by: string): Promise<Result<BankFile>> {
    const { ready, lacking } = await waiting(route);
    const record: FileRecord = { id: deps.ids.next(), route, payoutIds: ready, madeAtMs: clock.nowMs(), by };
    let isBegun = false;
    for (let at = 0; at < ready.length; at += collectedAtOnce) {
      const collected = await collect(ready.slice(at, at + collectedAtOnce), record, isBegun);
      if (!collected.ok && !isBegun) return collected;
      if (!collected.ok || collected.value === 'closed') break;
      isBegun ||= collected.value === 'some';
    }
    // The first alone: where no file was made, the record of the act goes with it.
    const [first, ...others] = lacking;
    if (first !== undefined && !isBegun) auditDetails({ targets: [{ kind: 'payout', id: first }] });
    if (first !== undefined) await noteLacking(first);
    const one = atMost(atOnce);
    await Promise.all(others.map((payoutId) => one(() => noteLacking(payoutId))));
    return isBegun ? ok(await viewOf(record)) : fail('nothing_to_pay');
  }

  /**
   * The file as it leaves: nothing is put into it any more, also where it is being made this moment. What is told to be paid
   * is what whoever pays was given.
   */
  async function closed(id: string): Promise<Result<FileRecord>> {
    return runCommand<FileRecord>(deps, {
      command: null,
      async attempt() {
        const record = await read(id);
        if (!record) return fail('not_found');
        if (record.closedAtMs !== undefined) return ok(record);
        const closedAtMs = clock.nowMs();
        const update = files
          .build(UpdateTransaction)
          .item({ id, closedAtMs })
          .options({ condition: { attr: 'closedAtMs', exists: false } });
        return {
          writes: [write(fileLabel, update)],
          value: { ...record, closedAtMs },
          refused: { [fileLabel]: 'again' },
        };
      },
    });
  }

  /** What lies in it, its ended ones among them. */
  async function within({ id, payoutIds }: FileRecord): Promise<PayoutRecord[]> {
    const found = await payouts.readMany(payoutIds);
    return payoutIds.flatMap((payoutId) => {
      const payout = found.get(payoutId);
      return payout?.fileId === id ? [payout] : [];
    });
  }

  async function viewOf(record: FileRecord): Promise<BankFile> {
    const { id, route, madeAtMs, by } = record;
    const inIt = await within(record);
    return {
      id,
      route,
      madeAtMs,
      madeBy: await deps.nameOf(by),
      count: inIt.length,
      sumFen: inIt.reduce((sum, { netFen }) => sum + netFen, 0),
      ended: inIt.filter(({ state }) => state !== 'in_file').length,
    };
  }

  async function paymentsOf(record: FileRecord): Promise<{ payout: PayoutRecord; payment: BankPayment }[]> {
    const inIt = await within(record);
    const ids = inIt.map(({ payeeId }) => payeeId);
    const [records, known, settings] = await Promise.all([
      payees.readMany(ids),
      deps.known(ids),
      deps.settings.current(),
    ]);
    return inIt.map((payout) => {
      const payee = records.get(payout.payeeId);
      const { bank } = payee ?? {};
      const name = payee ? termsOf(payee, known.get(payout.payeeId)).name : payout.payeeId;
      return {
        payout,
        payment: {
          paymentNo: payout.payoutId,
          payeeName: (payee && nameInFiles(payee)) ?? name,
          accountNo: bank?.accountNo ?? '',
          bankName: bank?.bankName ?? '',
          ...(bank?.province ? { province: bank.province } : {}),
          ...(bank?.city ? { city: bank.city } : {}),
          amountFen: payout.netFen,
          purpose: settings.payeeReason,
        },
      };
    });
  }

  /** As the bank's client reads it: what came to its end is asked of no bank again, since it would be paid twice. */
  async function fileOf(id: string, format: BankFormat): Promise<Result<MadeFile | { rows: string[][] }>> {
    const left = await closed(id);
    if (!left.ok) return left;
    const record = left.value;
    const payments = await paymentsOf(record);
    if (record.route === 'wages')
      return ok({
        rows: payments.map(({ payment, payout }) => [
          payment.paymentNo,
          payout.payeeId,
          payment.payeeName,
          amountText(payment.amountFen),
          payment.purpose,
        ]),
      });
    const payer = payerOf(await deps.settings.current());
    if (!payer) return fail('payer_missing');
    const open = payments.filter(({ payout }) => payout.state === 'in_file');
    if (open.length === 0) return fail('nothing_to_pay');
    const batch = {
      batchNo: record.id,
      payOn: brandDay(clock.nowMs()),
      payer,
      payments: open.map(({ payment }) => payment),
    };
    if (format === 'icbc') return ok(icbcFile(batch));
    return ok(genericFile(batch, format === 'generic_gbk' ? 'gbk' : 'utf-8'));
  }

  /** What the bank says became of it. Lines that were heard before change nothing; those that contradict them are named. */
  async function heard(
    id: string,
    rows: readonly (readonly string[])[],
    by: string,
  ): Promise<Result<ReturnSummary>> {
    const record = await read(id);
    if (record?.route !== 'bank') return fail('not_found');
    const payments = await paymentsOf(record);
    const said = readReturn(
      rows,
      payments.map(({ payment }) => payment),
    );
    // What failed is paid again: nobody says so of what is paid to themselves.
    const own = payments.flatMap(({ payout }) => (payout.payeeId === by ? [payout.payoutId] : []));
    if (said.failed.some(({ paymentNo }) => own.includes(paymentNo))) return fail('settlement_own');
    const noted = await recorded(record, { paid: said.paid.length, failed: said.failed.length });
    if (!noted.ok) return noted;
    const one = atMost(atOnce);
    // The other end was heard of before, and was booked: what money is where now is for people.
    const endedOtherwise: string[] = [];
    const hear = (paymentNo: string, end: () => ReturnType<Ends['paid']>) =>
      one(async () => {
        const done = unlessBusy(await end(), paymentNo);
        const isHeard = done.ok && (done.value === 'done' || done.value === 'already');
        if (!isHeard) endedOtherwise.push(paymentNo);
        return isHeard ? 1 : 0;
      });
    const [paid, failed] = await Promise.all([
      Promise.all(said.paid.map((paymentNo) => hear(paymentNo, () => ends.paid(paymentNo)))),
      Promise.all(
        said.failed.map(({ paymentNo }) =>
          hear(paymentNo, () => ends.returned(paymentNo, 'fail', 'refused_by_bank')),
        ),
      ),
    ]);
    const contradictions = endedOtherwise.map((paymentNo) => ({
      kind: 'ended_otherwise' as const,
      paymentNo,
    }));
    return ok({
      paid: paid.reduce<number>((sum, heard) => sum + heard, 0),
      failed: failed.reduce<number>((sum, heard) => sum + heard, 0),
      missing: said.missing.length,
      problems: [...contradictions, ...said.problems].slice(0, 50),
    });
  }

  /** Payroll has it: all of it is paid with the wages. */
  async function handedOver(id: string): Promise<Result<BankFile>> {
    const record = await read(id);
    if (record?.route !== 'wages') return fail('not_found');
    const noted = await recorded(record, { paid: record.payoutIds.length, failed: 0 });
    if (!noted.ok) return noted;
    const one = atMost(atOnce);
    const inIt = await within(record);
    await Promise.all(
      inIt.map(({ payoutId }) => one(async () => unlessBusy(await ends.paid(payoutId), payoutId))),
    );
    return ok(await viewOf(record));
  }

  /**
   * The record of an audited act goes with its first transaction: that of many is one of its own, before them. Whatever was
   * heard of has left.
   */
  async function recorded(
    { id, closedAtMs }: FileRecord,
    after: { paid: number; failed: number },
  ): Promise<Result<null>> {
    return runCommand<null>(deps, {
      command: null,
      attempt() {
        auditDetails({ targets: [{ kind: 'payout_file', id }], after });
        const nowMs = clock.nowMs();
        const update = files
          .build(UpdateTransaction)
          .item({ id, heardAtMs: nowMs, closedAtMs: closedAtMs ?? nowMs });
        return { writes: [write(fileLabel, update)], value: null };
      },
    });
  }

  /** The latest first. */
  async function page({ limit, cursor }: { limit: number; cursor?: string | undefined }) {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: filesPartition, range: { between: ['FILE#', `FILE#${cursor ?? '~'}`] } })
      .entities(files)
      .options({ limit: limit + 2, reverse: true, consistent: true })
      .send();
    const found = (Items as FileRecord[]).filter(({ id }) => id !== cursor);
    const shown = found.slice(0, limit);
    return {
      items: await Promise.all(shown.map(viewOf)),
      nextCursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  async function view(id: string): Promise<Result<BankFile>> {
    const record = await read(id);
    return record ? ok(await viewOf(record)) : fail('not_found');
  }

  return { make, fileOf, heard, handedOver, page, view };
}
export type PayoutFiles = ReturnType<typeof createPayoutFiles>;

function payerOf(settings: { payerName: string; payerAccountNo: string; payerBank: string }) {
  const { payerName: name, payerAccountNo: accountNo, payerBank: bankName } = settings;
  return name && accountNo && bankName ? { name, accountNo, bankName } : null;
}
