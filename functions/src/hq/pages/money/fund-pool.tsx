/** @jsxImportSource hono/jsx */
import { may, wholeBrand } from '@jindian/shared/access';
import { amountFenSchema, cursorSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { FundPool } from '@jindian/shared/contract/hq';
import { formatYuan, readYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { Transfer } from '../../../money/ledger/rules.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import {
  Card,
  Chip,
  type Column,
  Empty,
  Figure,
  Money,
  Notice,
  Pager,
  Row,
  Table,
  Time,
} from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { ToolLink } from '../goods/transfers.tsx';
import { accountName } from '../serving/order-money.tsx';
import { AccountMonitorsCard } from './account-monitors.tsx';
import { ForecastCard } from './pool-forecast.tsx';

const pageLimit = 30;
const maxReasonLength = 120;

type Names = {
  transfers: Map<string, Transfer>;
  sellers: Map<string, { sellerId: string; sellerName: string }>;
  orderNumbers: Map<string, string>;
};

/** What the pool holds, every posting of it, and a way for HQ to put money in. */
export function fundPoolPages(hq: Hono<HqEnvironment>, deps: HqDeps, forms: FormRegistry): void {
  const { fundPool, ledger, orders, memberNames } = deps;

  /** The people and the orders behind a page of postings. */
  async function namesOf(pool: FundPool): Promise<Names> {
    const transferIds = pool.items.map(({ transferId }) => transferId);
    const accounts = pool.items.flatMap(({ debitAccount, creditAccount }) => [debitAccount, creditAccount]);
    const sellerIds = [...new Set(accounts.flatMap((account) => account.split(':')[1] ?? []))];
    const transfers = await ledger.transfersById(transferIds);
    const orderIds = new Set([...transfers.values()].flatMap(({ orderId }) => orderId ?? []));
    const [found, names] = await Promise.all([
      orders.store.readMany([...orderIds].map((orderId) => ({ orderId }))),
      memberNames(sellerIds),
    ]);
    return {
      transfers,
      sellers: new Map(
        sellerIds.map((sellerId) => [
          sellerId,
          { sellerId, sellerName: names.get(sellerId) ?? sellerId.slice(-6) },
        ]),
      ),
      orderNumbers: new Map(found.map(({ head }) => [head.orderId, head.number])),
    };
  }

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const found = await fundPool.view({ limit: pageLimit, cursor });
    if (!found.ok) return problemPage(c, found.code, found.params);
    const pool = found.value;
    const [names, forecast] = await Promise.all([namesOf(pool), deps.pool.forecast()]);
    const deposited = amountFenSchema.safeParse(Number(c.req.query('deposited'))).data;
    return page(
      c,
      {
        title: t('fundPoolTitle'),
        place: 'fund-pool',
        status: fault?.status ?? 200,
        tools: (
          <>
            <ToolLink c={c} href="/hq/settlement" word="settlementTitle" />
            <ToolLink c={c} href="/hq/commission-holds" word="holdsTitle" />
          </>
        ),
      },
      <>
        {deposited && fault === null ? (
          <Notice kind="good">
            {t('depositDone', { amount: formatYuan(deposited), balance: formatYuan(pool.balanceFen) })}
          </Notice>
        ) : null}
        <p class="page-lead">{t('fundPoolLead')}</p>
        <PoolFigures visit={visit} pool={pool} />
        <ForecastCard visit={visit} forecast={forecast} />
        <div class="columns">
          <div class="column is-wide">
            <PostingsCard visit={visit} pool={pool} names={names} paged={cursor !== undefined} />
          </div>
          <div class="column is-form-first">
            <DepositCard c={c} fault={fault} />
            <AccountMonitorsCard
              c={c}
              account="fund-pool"
              monitors={pool.monitors}
              maySend={may(signedIn(c).principal, 'ledger.monitor', wholeBrand)}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.get('/fund-pool', (c) => show(c));

  forms.on('/fund-pool', {
    endpoint: endpoints.hqDepositFundPool,
    names: { amountFen: 'amount' },
    words: { amountFen: 'depositBadAmount', reason: 'depositBadReason' },
    next: (_, __, fields) => `/hq/fund-pool?deposited=${readYuan(fields.text('amount'))}`,
    again: show,
  });
}

function PoolFigures({ visit, pool }: { visit: Visit; pool: FundPool }) {
  const { t } = visit;
  return (
    <dl class="figures is-three">
      <Figure label={t('poolBalance')} value={<Money fen={pool.balanceFen} />} />
      <Figure
        label={t('poolPending')}
        value={<Money fen={pool.pendingOutFen} />}
        hint={t('poolPendingHint')}
      />
      <Figure
        label={t('poolAvailable')}
        value={<Money fen={pool.availableFen} />}
        hint={t('poolAvailableHint')}
      />
    </dl>
  );
}

function PostingsCard({
  visit,
  pool,
  names,
  paged,
}: {
  visit: Visit;
  pool: FundPool;
  names: Names;
  paged: boolean;
}) {
  const { t } = visit;
  const columns: Column[] = [
    { label: t('columnKind'), kind: 'main' },
    { label: t('columnTime') },
    { label: t('columnCounterpart') },
    { label: t('columnInOut'), kind: 'number' },
    { label: t('columnState') },
  ];
  return (
    <Card id="postings" title={t('poolPostings')} flush>
      {pool.items.length === 0 ? (
        <Empty text={t('poolNoPostings')} />
      ) : (
        <Table caption={t('poolPostings')} columns={columns}>
          {pool.items.map((posting) => {
            const isIn = posting.creditAccount === 'fund-pool';
            const other = isIn ? posting.debitAccount : posting.creditAccount;
            const transfer = names.transfers.get(posting.transferId);
            const seller = names.sellers.get(other.split(':')[1] ?? '');
            return (
              <Row
                columns={columns}
                mark={posting.state === 'voided' ? 'is-voided' : undefined}
                cells={[
                  <>
                    {visit.code('kind', posting.kind)}
                    {transfer?.orderId ? (
                      <a class="sub" href={`/hq/orders/${transfer.orderId}`}>
                        {t('orderTitle', { number: names.orderNumbers.get(transfer.orderId) ?? '' })}
                      </a>
                    ) : transfer?.reason ? (
                      <span class="sub">{transfer.reason}</span>
                    ) : null}
                  </>,
                  <Time atMs={posting.atMs} />,
                  accountName(visit, other, seller),
                  <Money fen={isIn ? posting.amountFen : 0 - posting.amountFen} signed />,
                  <Chip kind={posting.state}>{visit.code('posting', posting.state)}</Chip>,
                ]}
              />
            );
          })}
        </Table>
      )}
      <Pager
        next={
          pool.nextCursor === null
            ? null
            : { href: `/hq/fund-pool?before=${encodeURIComponent(pool.nextCursor)}`, text: t('olderPage') }
        }
        first={paged ? { href: '/hq/fund-pool', text: t('newestPage') } : null}
      />
    </Card>
  );
}

function DepositCard({ c, fault: any }: { c: HqContext; fault: FormFault | null }) {
  const fault = ofForm(any, '/hq/fund-pool');
  const { t } = c.get('visit');
  return (
    <Card id="deposit" title={t('depositTitle')}>
      <PostForm c={c} action="/hq/fund-pool" fault={fault}>
        <label class="field">
          <span>{t('depositAmount')}</span>
          <input
            name="amount"
            inputmode="decimal"
            autocomplete="off"
            required
            maxlength={16}
            value={typed(fault, 'amount', '')}
            aria-invalid={fault?.path === 'amountFen' ? 'true' : undefined}
          />
        </label>
        <label class="field">
          <span>
            {t('depositReason')} <span class="hint">{t('depositReasonHint')}</span>
          </span>
          <input
            name="reason"
            autocomplete="off"
            required
            maxlength={maxReasonLength}
            value={typed(fault, 'reason', '')}
            aria-invalid={fault?.path === 'reason' ? 'true' : undefined}
          />
        </label>
        <button class="button" type="submit">
          {t('depositSubmit')}
        </button>
      </PostForm>
    </Card>
  );
}
