/** @jsxImportSource hono/jsx */
import { ulidSchema } from '@jindian/shared/contract/common';
import {
  differenceReasonSchema,
  differenceReasons,
  type TransferAction,
  type TransferView,
} from '@jindian/shared/contract/goods/transfer';
import type { Hono } from 'hono';
import type { TransferStep } from '../../../goods/transfers/types.ts';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Facts, Money, Notice, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { TransferChip } from './transfers.tsx';

type Read = { step: TransferStep } | { fault: Word };

/** A whole number of pieces; null where it is none. */
function readPieces(text: string): number | null {
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : null;
}

function readStep(action: string, transfer: TransferView, field: (name: string) => string): Read {
  const { lines } = transfer;
  switch (action) {
    case 'approve': {
      const typed = field('incentive').trim();
      if (typed === '') return { step: { action } };
      const incentiveFen = readYuan(typed);
      return incentiveFen === null || incentiveFen > 10_000_000
        ? { fault: 'transferBadAmount' }
        : { step: { action, incentiveFen } };
    }
    case 'reject': {
      const reason = field('reason').trim().slice(0, 120);
      return reason === '' ? { fault: 'transferReason' } : { step: { action, reason } };
    }
    case 'ship': {
      const packed = lines.map(({ skuId }) => ({ skuId, quantity: readPieces(field(`q.${skuId}`)) }));
      return packed.some(({ quantity }) => quantity === null)
        ? { fault: 'transferBadQuantity' }
        : { step: { action, lines: packed as { skuId: string; quantity: number }[] } };
    }
    case 'receive': {
      const differences: NonNullable<(TransferStep & { action: 'receive' })['differences']>[number][] = [];
      for (const { skuId, shippedQuantity } of lines) {
        const receivedQuantity = readPieces(field(`q.${skuId}`));
        if (receivedQuantity === null) return { fault: 'transferBadQuantity' };
        if (receivedQuantity === shippedQuantity) continue;
        const reason = differenceReasonSchema.safeParse(field(`why.${skuId}`)).data;
        if (!reason) return { fault: 'transferBadDifference' };
        differences.push({ skuId, receivedQuantity, reason });
      }
      return { step: { action, differences } };
    }
    default:
      return action === 'cancel' ? { step: { action } } : { fault: 'transferNext' };
  }
}

/** One transfer, with what HQ may do about it. */
export function transferPage(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'transfers' | 'ids'>): void {
  const { transfers, ids } = deps;

  async function find(c: HqContext) {
    const id = ulidSchema.safeParse(c.req.param('transferId')).data;
    const found = id ? await transfers.find(id, signedIn(c).principal) : null;
    return found?.ok ? transfers.view(found.value, signedIn(c).principal) : null;
  }

  function show(c: HqContext, transfer: TransferView, fault: Word | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const { csrfToken } = signedIn(c);
    return page(
      c,
      {
        title: t('transferTitle'),
        place: 'stock',
        backTo: { href: `/hq/transfers?state=${transfer.state}`, text: t('transferBack') },
        status: fault ? 400 : 200,
      },
      <>
        {fault ? <Notice kind="bad">{t(fault)}</Notice> : null}
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="transfer"
              title={`${transfer.from.name[language]} → ${transfer.to.name[language]}`}
              tools={<TransferChip visit={visit} state={transfer.state} />}
            >
              <Facts rows={factsOf(visit, transfer)} />
            </Card>
            <LinesCard visit={visit} transfer={transfer} />
          </div>
          <div class="column is-form-first">
            {transfer.actions.map((action) => (
              <StepCard
                visit={visit}
                transfer={transfer}
                action={action}
                csrf={csrfToken}
                keyText={ids.next()}
              />
            ))}
            <Card id="history" title={t('transferHistory')}>
              <Facts
                rows={transfer.history.map(({ atMs, state, side }) => [
                  `${visit.code('transferState', state)} · ${visit.code('transferSide', side)}`,
                  <Time atMs={atMs} />,
                ])}
              />
            </Card>
          </div>
        </div>
      </>,
    );
  }

  hq.get('/transfers/:transferId', async (c) => {
    const transfer = await find(c);
    return transfer ? show(c, transfer) : notFoundPage(c);
  });

  /** Answered with a redirect; the form's key makes a repeat harmless. */
  hq.post('/transfers/:transferId', async (c) => {
    const transfer = await find(c);
    if (!transfer) return notFoundPage(c);
    const field = await readForm(c);
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (!key) return problemPage(c, 'idempotency_key_required');
    const read = readStep(field('action'), transfer, field);
    if ('fault' in read) return show(c, transfer, read.fault);
    const command = commandClaim(signedIn(c).memberId, 'hqTransfer', key, { id: transfer.id, ...read.step });
    const done = await transfers.act(transfer.id, read.step, signedIn(c).principal, command);
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect(`/hq/transfers/${transfer.id}`, 303);
  });
}

function factsOf(visit: Visit, transfer: TransferView) {
  const { t } = visit;
  const rows: [string, string | ReturnType<typeof Money>][] = [
    [t('columnGiver'), `${transfer.from.name[visit.language]} · ${transfer.from.id}`],
    [t('columnReceiver'), `${transfer.to.name[visit.language]} · ${transfer.to.id}`],
  ];
  if (transfer.note) rows.push([t('transferNote'), transfer.note]);
  if (transfer.rejectionReason) rows.push([t('transferRejected'), transfer.rejectionReason]);
  if (transfer.incentiveFen) rows.push([t('transferIncentive'), <Money fen={transfer.incentiveFen} />]);
  if (transfer.titleFen) rows.push([t('transferTitleMoved'), <Money fen={transfer.titleFen} />]);
  if (transfer.forOrder) {
    const { orderId } = transfer.forOrder;
    rows.push([t('transferForOrder'), <a href={`/hq/orders/${orderId}`}>{orderId.slice(-6)}</a>]);
  }
  return rows;
}

function LinesCard({ visit, transfer }: { visit: Visit; transfer: TransferView }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnProduct'), kind: 'main' },
    { label: t('columnWanted'), kind: 'number' },
    { label: t('columnShipped'), kind: 'number' },
    { label: t('columnReceived'), kind: 'number' },
    { label: t('columnDifference') },
  ];
  return (
    <Card id="lines" title={t('transferGoods')} flush>
      <Table caption={t('transferGoods')} columns={columns}>
        {transfer.lines.map((line) => (
          <Row
            columns={columns}
            cells={[
              <>
                {line.title[language]}
                <span class="sub">
                  {line.skuName[language]} · {line.skuId}
                </span>
              </>,
              line.quantity,
              line.shippedQuantity ?? '—',
              line.receivedQuantity ?? '—',
              line.differenceReason ? (
                <Chip kind="suspended">{visit.code('difference', line.differenceReason)}</Chip>
              ) : (
                '—'
              ),
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}

type StepCardProps = {
  visit: Visit;
  transfer: TransferView;
  action: TransferAction;
  csrf: string;
  keyText: string;
};

function StepCard({ visit, transfer, action, csrf, keyText }: StepCardProps) {
  const { t, language } = visit;
  const counted = action === 'ship' || action === 'receive';
  const isMain = action === 'approve' || counted;
  return (
    <Card id={action} title={visit.code('transferAction', action)}>
      <form class="form" method="post" action={`/hq/transfers/${transfer.id}`}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="key" value={keyText} />
        <input type="hidden" name="action" value={action} />
        {action === 'approve' && transfer.from.ownerId !== 'hq' ? (
          <label class="field">
            <span>
              {t('transferIncentive')} <span class="hint">{t('transferIncentiveHint')}</span>
            </span>
            <input name="incentive" inputmode="decimal" autocomplete="off" maxlength={12} />
          </label>
        ) : null}
        {action === 'reject' ? (
          <label class="field">
            <span>{t('transferReason')}</span>
            <input name="reason" required maxlength={120} autocomplete="off" />
          </label>
        ) : null}
        {counted
          ? transfer.lines
              .filter((line) => action === 'ship' || (line.shippedQuantity ?? 0) > 0)
              .map((line) => {
                const most = action === 'ship' ? line.quantity : (line.shippedQuantity ?? 0);
                return (
                  <label class="field">
                    <span>
                      {line.title[language]} <span class="hint">{line.skuName[language]}</span>
                    </span>
                    <input type="number" name={`q.${line.skuId}`} min={0} max={most} value={most} required />
                    {action === 'receive' ? (
                      <select name={`why.${line.skuId}`} aria-label={t('columnDifference')}>
                        <option value="">—</option>
                        {differenceReasons.map((reason) => (
                          <option value={reason}>{visit.code('difference', reason)}</option>
                        ))}
                      </select>
                    ) : null}
                  </label>
                );
              })
          : null}
        <button class={isMain ? 'button' : 'button is-plain'} type="submit">
          {visit.code('transferAction', action)}
        </button>
      </form>
    </Card>
  );
}
