/** @jsxImportSource hono/jsx */

import { cursorSchema, ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { payeeIdSchema, type SettlementRun } from '@jindian/shared/contract/selling/settlement';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { maySend } from '../../page-permissions.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Live, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { runChips, SettlementTabs, StatementTable, settlementPath } from './settlement-parts.tsx';
import { RunActs, RunFigures } from './settlement-run.tsx';
import { StatementCards } from './settlement-statement.tsx';
import { statementPdf, statementXlsx } from './statement-files.ts';

const onAPage = 20;
const refreshSeconds = 2;

/** What everybody earned: tried, approved, booked; and each one's statement. */
export function settlementPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'settlement' | 'settings' | 'clock'>,
  forms: FormRegistry,
): void {
  const { runs, statements } = deps.settlement;

  async function list(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, code } = visit;
    const cursor = ulidSchema.safeParse(c.req.query('after')).data;
    const { items, nextCursor } = await runs.page({ limit: onAPage, cursor });
    const may = maySend(signedIn(c).principal, '/settlement');
    const columns: Column[] = [
      { label: t('runClosingDay'), kind: 'main' },
      { label: t('runStarted') },
      { label: t('runStatements'), kind: 'number' },
      { label: t('runGross'), kind: 'number' },
      { label: t('runNet'), kind: 'number' },
      { label: t('columnState') },
    ];
    return page(
      c,
      {
        title: t('settlementTitle'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: '/hq/fund-pool', text: t('navFundPool') },
        tools: (
          <>
            <a class="button is-plain is-small" href="/hq/settings/settlement">
              {t('settlementSettings')}
            </a>
            <a class="button is-plain is-small" href="/hq/withholding">
              {t('withholdingTitle')}
            </a>
          </>
        ),
      },
      <>
        <p class="page-lead">{t('settlementLead')}</p>
        <SettlementTabs c={c} here="" />
        {may ? (
          <PostForm c={c} layout="inline-form" action={settlementPath} fault={fault}>
            <button class="button" type="submit">
              {t('settlementTry')}
            </button>
          </PostForm>
        ) : null}
        <Card id="runs" title={t('settlementRuns')} flush>
          {items.length === 0 ? (
            <Empty text={t('settlementNoRuns')} />
          ) : (
            <Table caption={t('settlementRuns')} columns={columns}>
              {items.map((run) => (
                <Row
                  columns={columns}
                  rowKey={run.id}
                  cells={[
                    <a href={`${settlementPath}/runs/${run.id}`}>{run.closingDay}</a>,
                    <>
                      <Time atMs={run.startedAtMs} />
                      <span class="sub">{run.startedBy ?? t('runByItself')}</span>
                    </>,
                    run.sums.statements,
                    <Money fen={run.sums.grossFen} />,
                    <Money fen={run.sums.netFen} />,
                    <Chip kind={runChips[run.state]}>{code('runState', run.state)}</Chip>,
                  ]}
                />
              ))}
            </Table>
          )}
          <Pager
            next={nextCursor ? { href: `${settlementPath}?after=${nextCursor}`, text: t('nextPage') } : null}
            first={null}
          />
        </Card>
      </>,
    );
  }

  async function one(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const id = ulidSchema.safeParse(c.req.param('runId')).data;
    const found = id ? await runs.view(id) : null;
    if (!found?.ok) return notFoundPage(c);
    const run = found.value;
    const cursor = cursorSchema.safeParse(c.req.query('after')).data;
    const [{ items, nextCursor }, own] = await Promise.all([
      statements.ofRun(run.id, { limit: onAPage, cursor }),
      statements.one(signedIn(c).memberId, run.id, { most: 0 }),
    ]);
    const isMoving = run.state === 'trying' || run.state === 'paying';
    const shown = (
      <>
        <RunFigures c={c} run={run} />
        <Card id="statements" title={t('runStatements')} flush>
          {items.length === 0 ? (
            <Empty text={t('runNothing')} />
          ) : (
            <StatementTable visit={visit} items={items} />
          )}
          <Pager
            next={
              nextCursor
                ? { href: `${settlementPath}/runs/${run.id}?after=${nextCursor}`, text: t('nextPage') }
                : null
            }
            first={null}
          />
        </Card>
      </>
    );
    return page(
      c,
      {
        title: t('runTitle', { day: run.closingDay }),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        backTo: { href: settlementPath, text: t('settlementTitle') },
      },
      <>
        <RunActs c={c} run={run} isOwn={own.ok} nowMs={deps.clock.nowMs()} fault={fault} />
        {isMoving ? (
          <Live visit={visit} id="run" seconds={refreshSeconds}>
            {shown}
          </Live>
        ) : (
          shown
        )}
      </>,
    );
  }

  async function statementOf(c: HqContext) {
    const runId = ulidSchema.safeParse(c.req.param('runId')).data;
    const payeeId = payeeIdSchema.safeParse(c.req.param('payeeId')).data;
    if (!runId || !payeeId) return null;
    const found = await statements.one(payeeId, runId);
    return found.ok ? found.value : null;
  }

  hq.get('/settlement', (c) => list(c));
  hq.get('/settlement/runs/:runId', (c) => one(c));
  hq.get('/settlement/runs/:runId/:payeeId', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const statement = await statementOf(c);
    if (!statement) return notFoundPage(c);
    const base = `${settlementPath}/runs/${statement.runId}`;
    return page(
      c,
      {
        title: `${statement.payeeName} · ${t('runTitle', { day: statement.closingDay })}`,
        place: 'fund-pool',
        backTo: { href: base, text: t('runTitle', { day: statement.closingDay }) },
        tools: (
          <>
            {(['pdf', 'xlsx'] as const).map((format) => (
              <a class="button is-plain is-small" href={`${base}/${statement.payeeId}/${format}`}>
                {format.toUpperCase()}
              </a>
            ))}
          </>
        ),
      },
      <StatementCards
        visit={visit}
        statement={statement}
        payee={<a href={`${settlementPath}/payees/${statement.payeeId}`}>{statement.payeeName}</a>}
      />,
    );
  });

  hq.get('/settlement/runs/:runId/:payeeId/:format', async (c) => {
    const visit = c.get('visit');
    const statement = await statementOf(c);
    const format = c.req.param('format');
    if (!statement || (format !== 'pdf' && format !== 'xlsx')) return notFoundPage(c);
    const name = `statement-${statement.closingDay}-${statement.payeeId.slice(-6)}.${format}`;
    c.header('content-disposition', `attachment; filename="${name}"`);
    if (format === 'xlsx') {
      c.header('content-type', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      return c.body(statementXlsx(visit, statement).slice().buffer);
    }
    c.header('content-type', 'application/pdf');
    const brand = brandNameOf(await deps.settings.brand.current())[visit.language];
    return c.body(statementPdf(visit, statement, brand).slice().buffer);
  });

  forms.on('/settlement', {
    endpoint: endpoints.hqStartSettlementRun,
    next: ({ id }) => `${settlementPath}/runs/${id}`,
    again: list,
  });
  const toRun = ({ id }: SettlementRun) => `${settlementPath}/runs/${id}`;
  forms.on('/settlement/runs/:runId/approve', {
    endpoint: endpoints.hqApproveSettlementRun,
    next: toRun,
    again: one,
  });
  forms.on('/settlement/runs/:runId/drop', {
    endpoint: endpoints.hqDropSettlementRun,
    next: toRun,
    again: one,
  });
  forms.on('/settlement/runs/:runId/go-on', {
    endpoint: endpoints.hqGoOnWithSettlementRun,
    next: toRun,
    again: one,
  });
}
