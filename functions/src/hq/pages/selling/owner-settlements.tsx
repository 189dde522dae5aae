/** @jsxImportSource hono/jsx */
import { ownerIdSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Statement } from '@jindian/shared/contract/selling/settlement';
import type { Hono } from 'hono';
import { dealerPayee } from '../../../selling/settlement/payees/accounts.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Money, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { payoutChips } from './settlement-parts.tsx';
import { StatementCards } from './settlement-statement.tsx';

const pathOf = (ownerId: string, runId: string) => `/hq/owners/${ownerId}/settlements/${runId}`;

/** A dealer's, on his page. */
export function OwnerSettlements({
  visit,
  ownerId,
  items,
}: {
  visit: Visit;
  ownerId: string;
  items: readonly Statement[];
}) {
  const { t, code } = visit;
  const columns: Column[] = [
    { label: t('runClosingDay'), kind: 'main' },
    { label: t('statementNet'), kind: 'number' },
    { label: t('columnState') },
  ];
  return (
    <Card id="settlements" title={t('ownerSettlements')} flush>
      {items.length === 0 ? (
        <Empty text={t('ownerSettlementsNone')} />
      ) : (
        <Table caption={t('ownerSettlements')} columns={columns}>
          {items.map((one) => (
            <Row
              columns={columns}
              rowKey={one.runId}
              cells={[
                <a href={pathOf(ownerId, one.runId)}>{one.closingDay}</a>,
                <Money fen={one.netFen} />,
                <>
                  {one.payout ? (
                    <Chip kind={payoutChips[one.payout.state]}>{code('payoutState', one.payout.state)}</Chip>
                  ) : (
                    <Chip kind="passed">{code('statementOutcome', one.outcome)}</Chip>
                  )}
                  {one.answer ? <span class="sub">{code('statementAnswer', one.answer)}</span> : null}
                </>,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}

/** One of them, to which its dealer says yes or what is wrong. */
export function ownerSettlementPages(
  hq: Hono<HqEnvironment>,
  { settlement: { statements } }: Pick<HqDeps, 'settlement'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const ownerId = ownerIdSchema.safeParse(c.req.param('ownerId')).data;
    const runId = ulidSchema.safeParse(c.req.param('runId')).data;
    const found =
      ownerId && runId ? await statements.one(dealerPayee(ownerId), runId, { ownOnly: true }) : null;
    if (!ownerId || !runId || !found?.ok) return notFoundPage(c);
    const statement = found.value;
    const action = `${pathOf(ownerId, runId)}/answer`;
    const may = maySend(signedIn(c).principal, '/owners/:ownerId/settlements/:runId/answer');
    return page(
      c,
      {
        title: t('runTitle', { day: statement.closingDay }),
        place: 'stock',
        status: fault?.status ?? 200,
        backTo: { href: `/hq/owners/${ownerId}`, text: t('ownerTitle', { id: statement.payeeName }) },
      },
      <>
        {c.req.query('done') && fault === null ? <Notice kind="good">{t('ownerAnswerSaved')}</Notice> : null}
        {may && statement.answer !== 'confirmed' ? (
          <Card id="answer" title={t('ownerAnswerTitle')} lead={t('ownerAnswerLead')}>
            <div class="form">
              <PostForm c={c} layout="inline-form" action={action} fault={null}>
                <input type="hidden" name="answer" value="confirmed" />
                <button class="button" type="submit">
                  {t('ownerAnswerConfirm')}
                </button>
              </PostForm>
              <PostForm c={c} layout="form is-row" action={action} fault={fault}>
                <input type="hidden" name="answer" value="disputed" />
                <label class="field">
                  <span>{t('ownerAnswerNote')}</span>
                  <input name="note" maxlength={200} required value={typed(fault, 'note', '')} />
                </label>
                <button class="button is-plain" type="submit">
                  {t('ownerAnswerDispute')}
                </button>
              </PostForm>
            </div>
          </Card>
        ) : null}
        <StatementCards visit={visit} statement={statement} payee={statement.payeeName} />
      </>,
    );
  }
  hq.get('/owners/:ownerId/settlements/:runId', (c) => show(c));
  forms.on('/owners/:ownerId/settlements/:runId/answer', {
    endpoint: endpoints.answerOwnerSettlement,
    next: ({ payeeId, runId }) => `${pathOf(payeeId.slice('dealer.'.length), runId)}?done=1`,
    again: show,
  });
}
