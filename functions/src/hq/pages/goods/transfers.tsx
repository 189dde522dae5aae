/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import { type HqContext, type HqEnvironment, mayOpen, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

const pageLimit = 30;

/** In the order in which a transfer goes through them; how it may end otherwise comes last. */
const shownStates: readonly TransferState[] = [
  'requested',
  'approved',
  'shipped',
  'received',
  'rejected',
  'cancelled',
];

/** How each state looks: as the stage of an order that asks for as much attention. */
const chipKinds: Record<TransferState, ChipKind> = {
  requested: 'pending',
  approved: 'to_pack',
  shipped: 'dispatched',
  received: 'completed',
  rejected: 'voided',
  cancelled: 'voided',
};

export function TransferChip({ visit, state }: { visit: Visit; state: TransferState }) {
  return <Chip kind={chipKinds[state]}>{visit.code('transferState', state)}</Chip>;
}

/** The parts of the stock, beside the title of each. */
export function StockTools({ c }: { c: HqContext }) {
  return (
    <>
      <ToolLink c={c} href="/hq/transfers" word="toTransfers" />
      <ToolLink c={c} href="/hq/availability" word="toAvailability" />
      <ToolLink c={c} href="/hq/stock-differences" word="differencesOfStock" />
      <ToolLink c={c} href="/hq/owners" word="toOwners" />
    </>
  );
}

/** A way to a page, for who may open it. */
export function ToolLink({ c, href, word, kind = 'is-plain' }: ToolLinkProps) {
  return mayOpen(c, href) ? (
    <a class={`button is-small ${kind}`.trim()} href={href}>
      {c.get('visit').t(word)}
    </a>
  ) : null;
}
type ToolLinkProps = { c: HqContext; href: string; word: Word; kind?: string };

/** Transfers from and to the places within reach, by where they stand. */
export function transferPages(hq: Hono<HqEnvironment>, deps: Pick<HqDeps, 'transfers'>): void {
  hq.get('/transfers', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const state = shownStates.find((one) => one === c.req.query('state')) ?? 'requested';
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const found = await deps.transfers.listAll({ state, limit: pageLimit, cursor }, signedIn(c).principal);
    const here = `/hq/transfers?state=${state}`;
    return page(
      c,
      {
        title: t('transfersTitle'),
        place: 'stock',
        tools: (
          <>
            <ToolLink c={c} href="/hq/transfers/new" word="transferNew" kind="" />
            <StockTools c={c} />
          </>
        ),
      },
      <>
        <p class="page-lead">{t('transfersLead')}</p>
        <nav class="tabs" aria-label={t('columnState')}>
          {shownStates.map((one) => (
            <a href={`/hq/transfers?state=${one}`} aria-current={one === state ? 'page' : undefined}>
              {visit.code('transferState', one)}
            </a>
          ))}
        </nav>
        <Card id="transfers" title={visit.code('transferState', state)} flush>
          {found.items.length === 0 ? (
            <Empty text={t('transfersNone')} />
          ) : (
            <TransferTable visit={visit} transfers={found.items} />
          )}
          <Pager
            next={
              found.nextCursor === null
                ? null
                : { href: `${here}&before=${found.nextCursor}`, text: t('olderPage') }
            }
            first={cursor === undefined ? null : { href: here, text: t('newestPage') }}
          />
        </Card>
      </>,
    );
  });
}

/** Each product once, however many of its forms are in the transfer. */
function goodsText({ language }: Visit, { lines }: TransferView): string {
  const titles = [...new Set(lines.map(({ title }) => title[language]))];
  const shown = titles.slice(0, 2).join(language === 'zh' ? '、' : ', ');
  return titles.length > 2 ? `${shown} …` : shown;
}

function TransferTable({ visit, transfers }: { visit: Visit; transfers: readonly TransferView[] }) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('transferGoods'), kind: 'main' },
    { label: t('columnGiver') },
    { label: t('columnReceiver') },
    { label: t('columnPieces'), kind: 'number' },
    { label: t('transferIncentive'), kind: 'number' },
    { label: t('columnTime') },
  ];
  return (
    <Table caption={t('transfersTitle')} columns={columns}>
      {transfers.map((transfer) => (
        <Row
          columns={columns}
          cells={[
            <a href={`/hq/transfers/${transfer.id}`}>{goodsText(visit, transfer)}</a>,
            transfer.from.name[language],
            transfer.to.name[language],
            transfer.lines.reduce((sum, line) => sum + (line.shippedQuantity ?? line.quantity), 0),
            transfer.incentiveFen ? <Money fen={transfer.incentiveFen} /> : '—',
            <Time atMs={transfer.history.at(-1)?.atMs ?? transfer.createdAtMs} />,
          ]}
        />
      ))}
    </Table>
  );
}
