/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { payeeKindSchema } from '@jindian/shared/contract/money/withholding';
import { type Payee, payeeIdSchema, payeeRoutes } from '@jindian/shared/contract/selling/settlement';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, type Column, Empty, Facts, Money, Notice, Pager, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { SettlementTabs, StatementTable, settlementPath } from './settlement-parts.tsx';

const path = '/hq/settlement/payees';
const onAPage = 20;

/** Whoever earns commission: how each is paid, and who owes. */
export function payeePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settlement'>,
  forms: FormRegistry,
): void {
  const { payees, statements } = deps.settlement;

  hq.get('/settlement/payees', async (c) => {
    const visit = c.get('visit');
    const { t, code } = visit;
    const owing = c.req.query('owing') === '1';
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const found = await payees.page({ limit: onAPage, cursor, owing });
    if (!found.ok) return problemPage(c, found.code, found.params);
    const { items, nextCursor } = found.value;
    const columns: Column[] = [
      { label: t('statementPayee'), kind: 'main' },
      { label: t('payeeRoute') },
      { label: t('payeeBankName') },
      { label: t('payeeBalance'), kind: 'number' },
    ];
    return page(
      c,
      {
        title: t('settlementPayees'),
        place: 'fund-pool',
        backTo: { href: settlementPath, text: t('settlementTitle') },
      },
      <>
        <SettlementTabs c={c} here="/payees" />
        <nav class="tabs" aria-label={t('settlementPayees')}>
          <a href={path} aria-current={owing ? undefined : 'page'}>
            {t('settlementAllPayees')}
          </a>
          <a href={`${path}?owing=1`} aria-current={owing ? 'page' : undefined}>
            {t('settlementOwing')}
          </a>
        </nav>
        <Card id="payees" title={owing ? t('settlementOwing') : t('settlementPayees')} flush>
          {items.length === 0 ? (
            <Empty text={t('payeesNone')} />
          ) : (
            <Table caption={t('settlementPayees')} columns={columns}>
              {items.map((payee) => (
                <Row
                  columns={columns}
                  rowKey={payee.payeeId}
                  cells={[
                    <>
                      <a href={`${path}/${payee.payeeId}`}>{payee.name}</a>
                      {payee.onHold ? <span class="sub">{t('payeeOnHold')}</span> : null}
                    </>,
                    <>
                      {code('payeeRoute', payee.route)}
                      <span class="sub">{code('payeeKind', payee.kind)}</span>
                    </>,
                    bankOf(payee),
                    <Money fen={payee.closingFen} />,
                  ]}
                />
              ))}
            </Table>
          )}
          <Pager
            next={
              nextCursor
                ? {
                    href: `${path}?${owing ? 'owing=1&' : ''}after=${encodeURIComponent(nextCursor)}`,
                    text: t('nextPage'),
                  }
                : null
            }
            first={null}
          />
        </Card>
      </>,
    );
  });

  async function one(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, code } = visit;
    const payeeId = payeeIdSchema.safeParse(c.req.param('payeeId')).data;
    const found = payeeId ? await payees.view(payeeId) : null;
    if (!found?.ok) return notFoundPage(c);
    const payee = found.value;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await statements.ofPayee(payee.payeeId, { limit: onAPage, cursor });
    return page(
      c,
      {
        title: payee.name,
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: path, text: t('settlementPayees') },
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('payeeSaved')}</Notice> : null}
        <div class="columns">
          <div class="column is-wide">
            <Card id="now" title={t('statementPayee')}>
              <Facts
                rows={[
                  [t('payeeKind'), code('payeeKind', payee.kind)],
                  [t('payeeRoute'), code('payeeRoute', payee.route)],
                  [t('payeeRealName'), payee.realName ?? t('none')],
                  [t('payeeBankName'), bankOf(payee) || t('none')],
                  [t('payeeBalance'), <Money fen={payee.closingFen} />],
                ]}
              />
            </Card>
            <Card id="statements" title={t('runStatements')} flush>
              {items.length === 0 ? (
                <Empty text={t('none')} />
              ) : (
                <StatementTable visit={visit} items={items} />
              )}
              <Pager
                next={
                  nextCursor
                    ? { href: `${path}/${payee.payeeId}?after=${nextCursor}`, text: t('nextPage') }
                    : null
                }
                first={null}
              />
            </Card>
          </div>
          {maySend(signedIn(c).principal, '/settlement/payees/:payeeId') ? (
            <div class="column">
              <TermsCard c={c} payee={payee} fault={fault} />
            </div>
          ) : null}
        </div>
      </>,
    );
  }

  hq.get('/settlement/payees/:payeeId', (c) => one(c));
  forms.on('/settlement/payees/:payeeId', {
    endpoint: endpoints.hqSetPayeeTerms,
    body(_, fields) {
      const [realName, accountNo, bankName, province, city] = [
        'realName',
        'accountNo',
        'bankName',
        'province',
        'city',
      ].map((name) => fields.text(name).trim());
      return {
        revision: Number(fields.text('revision')),
        kind: fields.text('kind'),
        route: fields.text('route'),
        onHold: fields.text('onHold') === 'yes',
        ...(realName ? { realName } : {}),
        ...(accountNo || bankName
          ? { bank: { accountNo, bankName, ...(province ? { province } : {}), ...(city ? { city } : {}) } }
          : {}),
      };
    },
    words: { realName: 'payeeBad', bank: 'payeeBad' },
    next: ({ payeeId }) => `${path}/${payeeId}?done=1`,
    again: one,
  });
}

const bankOf = ({ bankName, accountTail }: Payee) =>
  bankName === null ? '' : `${bankName} *${accountTail ?? ''}`;

function TermsCard({ c, payee, fault }: { c: HqContext; payee: Payee; fault: FormFault | null }) {
  const { t, code } = c.get('visit');
  const choice = (name: 'kind' | 'route', group: string, label: Word, options: readonly string[]) => (
    <label class="field">
      <span>{t(label)}</span>
      <select name={name}>
        {options.map((option) => (
          <option value={option} selected={option === typed(fault, name, payee[name])}>
            {code(group, option)}
          </option>
        ))}
      </select>
    </label>
  );
  const text = (name: string, label: Word, maxlength: number, inputmode?: 'numeric') => (
    <label class="field">
      <span>{t(label)}</span>
      <input
        name={name}
        maxlength={maxlength}
        autocomplete="off"
        inputmode={inputmode}
        value={typed(fault, name, '')}
      />
    </label>
  );
  return (
    <Card id="terms" title={t('payeeTerms')} lead={t('payeeTermsLead')}>
      <PostForm c={c} action={`${path}/${payee.payeeId}`} fault={fault}>
        <input type="hidden" name="revision" value={typed(fault, 'revision', String(payee.revision))} />
        {choice('kind', 'payeeKind', 'payeeKind', payeeKindSchema.options)}
        {choice('route', 'payeeRoute', 'payeeRoute', payeeRoutes)}
        <label class="field">
          <span>{t('payeeOnHold')}</span>
          <select name="onHold">
            {(['no', 'yes'] as const).map((option) => (
              <option
                value={option}
                selected={option === typed(fault, 'onHold', payee.onHold ? 'yes' : 'no')}
              >
                {t(option === 'yes' ? 'payeeOnHold' : 'payeeNotOnHold')}
              </option>
            ))}
          </select>
        </label>
        {text('realName', 'payeeRealName', 30)}
        {text('accountNo', 'payeeAccountNo', 34, 'numeric')}
        {text('bankName', 'payeeBankName', 60)}
        {text('province', 'payeeProvince', 20)}
        {text('city', 'payeeCity', 20)}
        <button class="button" type="submit">
          {t('payeeSave')}
        </button>
      </PostForm>
    </Card>
  );
}
