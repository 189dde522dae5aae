/** @jsxImportSource hono/jsx */

import { ulidSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  differenceReasons,
  type TransferAction,
  type TransferView,
} from '@jindian/shared/contract/goods/transfer';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Facts, Money, Row, Table, Time } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { TransferChip } from './transfers.tsx';

/** Pieces of each line, as the form of a shipment or a receipt names them. */
function piecesOf(fields: FormFields, named: 'q' | 'why') {
  return fields.names().flatMap((name) => {
    const skuId = name.startsWith(`${named}.`) ? name.slice(named.length + 1) : '';
    return skuId === '' ? [] : [{ skuId, text: fields.text(name).trim() }];
  });
}

/** A whole number; what is none stays the text that it is, for the schema to refuse. */
function pieces(text: string): number | string {
  return /^\d{1,4}$/.test(text) ? Number(text) : text;
}

/** One transfer, with what HQ may do about it. */
export function transferPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'transfers'>,
  forms: FormRegistry,
): void {
  const { transfers } = deps;

  async function find(c: HqContext) {
    const id = ulidSchema.safeParse(c.req.param('transferId')).data;
    const found = id ? await transfers.find(id, signedIn(c).principal) : null;
    return found?.ok ? transfers.view(found.value, signedIn(c).principal) : null;
  }

  function show(c: HqContext, transfer: TransferView, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    return page(
      c,
      {
        title: t('transferTitle'),
        place: 'stock',
        backTo: { href: `/hq/transfers?state=${transfer.state}`, text: t('transferBack') },
        status: fault?.status ?? 200,
      },
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
            <StepCard c={c} transfer={transfer} action={action} fault={fault} />
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
      </div>,
    );
  }

  hq.get('/transfers/:transferId', async (c) => {
    const transfer = await find(c);
    return transfer ? show(c, transfer) : notFoundPage(c);
  });

  const step = {
    next: ({ id }: TransferView) => `/hq/transfers/${id}`,
    async again(c: HqContext, fault: FormFault) {
      const transfer = await find(c);
      return transfer ? show(c, transfer, fault) : notFoundPage(c);
    },
    words: {
      incentiveFen: 'transferBadAmount',
      reason: 'transferReason',
      lines: 'transferBadQuantity',
      differences: 'transferBadDifference',
    } as const,
  };
  forms.acts('/transfers/:transferId', {
    approve: form({ endpoint: endpoints.approveTransfer, names: { incentiveFen: 'incentive' }, ...step }),
    reject: form({ endpoint: endpoints.rejectTransfer, ...step }),
    ship: form({
      endpoint: endpoints.shipTransfer,
      ...step,
      body: (_, fields) => ({
        lines: piecesOf(fields, 'q').map(({ skuId, text }) => ({ skuId, quantity: pieces(text) })),
      }),
    }),
    receive: form({
      endpoint: endpoints.receiveTransfer,
      ...step,
      /** Only lines that arrived otherwise than they were shipped. */
      async body(_, fields, c) {
        const shipped = new Map((await find(c))?.lines.map((line) => [line.skuId, line.shippedQuantity]));
        const why = new Map(piecesOf(fields, 'why').map(({ skuId, text }) => [skuId, text]));
        const counted = piecesOf(fields, 'q').map(({ skuId, text }) => ({
          skuId,
          receivedQuantity: pieces(text),
        }));
        if (counted.some(({ receivedQuantity }) => typeof receivedQuantity === 'string'))
          return new NotAsked(c.get('visit').t('transferBadQuantity'));
        return {
          differences: counted
            .filter(({ skuId, receivedQuantity }) => receivedQuantity !== shipped.get(skuId))
            .map((line) => ({ ...line, reason: why.get(line.skuId) ?? '' })),
        };
      },
    }),
    cancel: form({ endpoint: endpoints.cancelTransfer, ...step }),
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
  c: HqContext;
  transfer: TransferView;
  action: TransferAction;
  fault: FormFault | null;
};

function StepCard({ c, transfer, action, fault }: StepCardProps) {
  const visit = c.get('visit');
  const { t, language } = visit;
  const here = `/hq/transfers/${transfer.id}`;
  const own = ofForm(fault, here, action);
  const counted = action === 'ship' || action === 'receive';
  const isMain = action === 'approve' || counted;
  return (
    <Card id={action} title={visit.code('transferAction', action)}>
      <PostForm c={c} action={here} act={action} fault={own}>
        {action === 'approve' && transfer.from.ownerId !== 'hq' ? (
          <label class="field">
            <span>
              {t('transferIncentive')} <span class="hint">{t('transferIncentiveHint')}</span>
            </span>
            <input
              name="incentive"
              inputmode="decimal"
              autocomplete="off"
              maxlength={12}
              value={typed(own, 'incentive', '')}
            />
          </label>
        ) : null}
        {action === 'reject' ? (
          <label class="field">
            <span>{t('transferReason')}</span>
            <input
              name="reason"
              required
              maxlength={120}
              autocomplete="off"
              value={typed(own, 'reason', '')}
            />
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
                    <input
                      type="number"
                      name={`q.${line.skuId}`}
                      min={0}
                      max={most}
                      value={typed(own, `q.${line.skuId}`, String(most))}
                      required
                    />
                    {action === 'receive' ? (
                      <select name={`why.${line.skuId}`} aria-label={t('columnDifference')}>
                        <option value="">—</option>
                        {differenceReasons.map((reason) => (
                          <option value={reason} selected={reason === typed(own, `why.${line.skuId}`, '')}>
                            {visit.code('difference', reason)}
                          </option>
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
      </PostForm>
    </Card>
  );
}
