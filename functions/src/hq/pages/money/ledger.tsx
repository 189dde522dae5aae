/** @jsxImportSource hono/jsx */
import { may, wholeBrand } from '@jindian/shared/access';
import { type AccountStatement, dryRunRequestSchema } from '@jindian/shared/contract/money/ledger';
import { problemText } from '@jindian/shared/contract/problems/problem';
import { brandDay, dayAfter } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readDay } from '../../format.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { idPicked } from '../../forms/picked.ts';
import type { FormFault } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { pageOf, readList } from '../../ui/list.ts';
import { Card, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { accountName } from '../serving/order-money.tsx';
import { AccountMonitorsCard, accountMonitorForms } from './account-monitors.tsx';
import { AccountChoice, accountFrom, choiceOf, readAmount } from './account-parts.tsx';
import { DryRunCard, type DryRunForm } from './dry-run.tsx';
import { type EntryList, entriesFound, entryFields, entrySorts } from './entry-list.ts';
import { StatementCard, StatementFigures, statementCsv } from './statement.tsx';

const usualDays = 30;

type Asked = { pattern: string; id: string; account: string | null; from: string; until: string };
const startOf = (day: string) => Date.parse(`${day}T00:00:00+08:00`);

/** The books: the statement of any account, what a posting would do, and the thresholds that are watched. */
export function ledgerPages(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { ledgerAccounts, orders, memberOf, clock } = deps;

  function askedBy(c: HqContext): Asked {
    const query = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 120);
    const given = query('account') || 'fund-pool';
    // A link names the account itself; the form, its class and its number.
    const chosen = given.endsWith(':*') ? { pattern: given, id: idPicked(query('id')) } : choiceOf(given);
    const today = brandDay(clock.nowMs());
    const until = readDay(query('until')) ?? dayAfter(today, 1);
    const from = readDay(query('from')) ?? dayAfter(until, -usualDays);
    return { ...chosen, account: accountFrom(chosen.pattern, chosen.id), from, until };
  }

  async function statementFor({ account, from, until }: Asked) {
    return account === null || from >= until
      ? null
      : await ledgerAccounts.statement(account, startOf(from), startOf(until));
  }

  async function orderNumbers(orderIds: readonly (string | null)[]): Promise<Map<string, string>> {
    const ids = [...new Set(orderIds.flatMap((id) => id ?? []))];
    const found = await orders.store.readMany(ids.map((orderId) => ({ orderId })));
    return new Map(found.map(({ head }) => [head.orderId, head.number]));
  }

  /** The entries that are asked for, each with what the account held after it. */
  async function entriesAsked(c: HqContext, statement: AccountStatement, all = false): Promise<EntryList> {
    const visit = c.get('visit');
    const fields = entryFields(visit, statement);
    const query = readList((name) => c.req.query(name), fields, entrySorts);
    const idsOf = (entries: AccountStatement['entries']) => entries.map(({ orderId }) => orderId);
    // Found by number, every order has to be known; else those of the page are enough.
    if (all || query.values.text !== '') {
      const numbers = await orderNumbers(idsOf(statement.entries));
      return { fields, query, found: entriesFound(statement, query, numbers), numbers };
    }
    const found = entriesFound(statement, query, new Map());
    const numbers = await orderNumbers(idsOf(pageOf(found, query).map(({ entry }) => entry)));
    return { fields, query, found, numbers };
  }

  /** Who an account is of, where it is a person's. */
  async function nameOf(visit: Visit, account: string): Promise<string> {
    const { id } = choiceOf(account);
    const member = id === '' || account.startsWith('owner:') ? null : await memberOf(id);
    return accountName(visit, account, member && { sellerId: id, sellerName: member.displayName });
  }

  async function dryRunBy(c: HqContext): Promise<DryRunForm> {
    const query = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 120);
    const side = (name: 'debit' | 'credit', usual: string) => ({
      pattern: query(name) || usual,
      id: idPicked(query(`${name}Id`)),
    });
    const [debit, credit] = [side('debit', 'hq-cash'), side('credit', 'fund-pool')];
    const to = query('to') === 'pending' ? ('pending' as const) : ('posted' as const);
    const form = { debit, credit, amount: query('amount'), to };
    if (query('amount') === '') return { ...form, result: null, isBad: false };
    const legs = [
      {
        debit: accountFrom(debit.pattern, debit.id),
        credit: accountFrom(credit.pattern, credit.id),
        amount: readAmount(accountFrom(debit.pattern, debit.id) ?? '', form.amount),
      },
    ];
    const wanted = dryRunRequestSchema.safeParse({ legs, to });
    return wanted.success
      ? { ...form, result: await ledgerAccounts.dryRun(wanted.data), isBad: false }
      : { ...form, result: null, isBad: true };
  }

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const asked = askedBy(c);
    const [made, dryRun, monitors] = await Promise.all([
      statementFor(asked),
      dryRunBy(c),
      ledgerAccounts.monitors(),
    ]);
    const statement = made?.ok ? made.value : null;
    const keep = { account: asked.account ?? asked.pattern, from: asked.from, until: asked.until };
    const list = statement && (await entriesAsked(c, statement));
    return page(
      c,
      { title: t('ledgerTitle'), place: 'ledger', status: fault?.status ?? 200 },
      <>
        <p class="page-lead">{t('ledgerLead')}</p>
        <Picker c={c} asked={asked} />
        {made === null && fault === null ? (
          <Notice kind="bad">{t(asked.id === '' ? 'ledgerPickAccount' : 'ledgerUnknown')}</Notice>
        ) : null}
        {made && !made.ok ? (
          <Notice kind="bad">{problemText(made.code, made.params, visit.language)}</Notice>
        ) : null}
        {statement ? <StatementFigures visit={visit} statement={statement} /> : null}
        <div class="columns">
          <div class="column is-wide">
            {statement && list ? (
              <StatementCard
                c={c}
                title={await nameOf(visit, statement.account)}
                statement={statement}
                list={list}
                keep={keep}
              />
            ) : null}
          </div>
          <div class="column">
            <DryRunCard c={c} form={dryRun} keep={new URLSearchParams(keep)} />
            <AccountMonitorsCard
              c={c}
              monitors={monitors}
              maySend={may(signedIn(c).principal, 'ledger.monitor', wholeBrand)}
              fault={fault}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.get('/ledger', (c) => show(c));

  hq.get('/ledger.csv', async (c) => {
    const visit = c.get('visit');
    const asked = askedBy(c);
    const made = await statementFor(asked);
    if (made === null) return problemPage(c, 'not_found');
    if (!made.ok) return problemPage(c, made.code, made.params);
    const { found, numbers } = await entriesAsked(c, made.value, true);
    const name = `${made.value.account.replace(':', '-')}-${asked.from}-${asked.until}`;
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${name}.csv"`);
    return c.body(statementCsv(visit, made.value, found, numbers));
  });

  accountMonitorForms(forms, show);
}

function Picker({ c, asked }: { c: HqContext; asked: Asked }) {
  const { t } = c.get('visit');
  const day = (name: 'from' | 'until', label: string) => (
    <label class="field">
      <span>{label}</span>
      <input type="date" name={name} value={asked[name]} required />
    </label>
  );
  return (
    <Card>
      <form class="form is-row no-print" method="get" action="/hq/ledger">
        <AccountChoice
          c={c}
          label={t('ledgerAccount')}
          names={{ account: 'account', id: 'id' }}
          chosen={asked}
        />
        {day('from', t('ledgerFrom'))}
        {day('until', t('ledgerUntil'))}
        <button class="button" type="submit">
          {t('ledgerShow')}
        </button>
      </form>
    </Card>
  );
}
