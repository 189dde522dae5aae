/** @jsxImportSource hono/jsx */
import { cursorSchema } from '@jindian/shared/contract/common';
import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import { csvOf } from '@jindian/shared/csv';
import { formatBrandTime } from '@jindian/shared/time';
import type { Hono } from 'hono';
import { ok } from '../../../platform/result.ts';
import type { HqDeps } from '../../deps.ts';
import { pickedId, pickedText } from '../../forms/picked.ts';
import { CsvLink, FilterBar, ListPager, ListSum } from '../../ui/filter-bar.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, listHref, pageOf, readList, saidInAddress } from '../../ui/list.ts';
import { Card, Chip, type Column, Empty, Money, Pager, Row, Table, Time } from '../../ui/parts.tsx';
import type { ChipKind } from '../../ui/tones.ts';
import { listDownload, lookedThrough, maxLookedAt, pagesOf, type ReadPage } from '../../ui/whole-list.ts';
import { type HqContext, type HqEnvironment, mayOpen, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { problemPage } from '../errors.tsx';

const transferSorts = ['newest', 'oldest', 'pieces', 'incentive'] as const;

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

type Name = 'at';

/** Transfers from and to the places within reach, by where they stand. */
export function transferPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'transfers' | 'network' | 'logger'>,
): void {
  async function asked(c: HqContext) {
    const { t, language } = c.get('visit');
    const state = shownStates.find((one) => one === c.req.query('state')) ?? 'requested';
    const fields: ListField<Name>[] = [{ kind: 'pick', of: 'places', name: 'at', label: t('filterAt') }];
    const query = readList((name) => c.req.query(name), fields, transferSorts);
    const place = (await deps.network.current()).location(pickedId(query.values.at));
    const isNone = query.values.at !== '' && !place;
    const shown = place ? { ...query, values: { at: pickedText(place.name[language], place.id) } } : query;
    const said = { state, ...saidInAddress(shown, transferSorts[0]) };
    const faults = { at: isNone ? t('pickFromList') : undefined };
    return { state, fields, query: shown, place, isNone, said, faults };
  }
  type Asked = Awaited<ReturnType<typeof asked>>;

  async function read(c: HqContext, { state, place, isNone }: Asked, limit: number, cursor?: string) {
    const { principal } = signedIn(c);
    if (isNone) return ok({ items: [], nextCursor: null });
    if (!place) return ok(await deps.transfers.listAll({ state, limit, cursor }, principal));
    return deps.transfers.listAt(place.id, { state, limit, cursor }, principal);
  }

  /** The same where a place that is out of reach was told apart already: what fails later breaks the list off. */
  function pagesAsked(c: HqContext, list: Asked): ReadPage<TransferView> {
    return async (limit, cursor) => {
      const found = await read(c, list, limit, cursor);
      if (!found.ok) throw new Error(`transfers cannot be read: ${found.code}`);
      return found.value;
    };
  }

  function sortedTransfers(found: TransferView[], sort: (typeof transferSorts)[number]) {
    if (sort === 'newest') return found;
    if (sort === 'oldest') return found.reverse();
    const of = sort === 'pieces' ? piecesOf : ({ incentiveFen }: TransferView) => incentiveFen ?? 0;
    return found.sort((a, b) => of(b) - of(a));
  }

  hq.get('/transfers.csv', async (c) => {
    const visit = c.get('visit');
    const list = await asked(c);
    const first = await read(c, list, 1);
    if (!first.ok) return problemPage(c, first.code, first.params);
    const { sort } = list.query;
    return listDownload(c, {
      name: `transfers-${list.state}`,
      head: csvOf([transferColumns(visit).map(({ label }) => label)]),
      pages: pagesOf(pagesAsked(c, list)),
      fits: () => true,
      rowOf: (one) => transferCsvRow(visit, one),
      sorted: sort === 'newest' ? undefined : (found) => sortedTransfers(found, sort),
      logger: deps.logger,
    });
  });

  hq.get('/transfers', async (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    const list = await asked(c);
    const { state, fields, query, said, faults } = list;
    const cursor = cursorSchema.safeParse(c.req.query('before')).data;
    const first = await read(c, list, query.size, cursor);
    if (!first.ok) return problemPage(c, first.code, first.params);
    const { nextCursor } = first.value;
    // Newest first it is read page by page; in another order all of them have to be there.
    const whole = query.sort === 'newest' ? null : await lookedThrough(pagesAsked(c, list), () => true);
    const found = whole ? sortedTransfers(whole.found, query.sort) : [];
    const items = whole ? pageOf(found, query) : first.value.items;
    const path = '/hq/transfers';
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
            <a
              href={listHref(path, { ...said, state: one })}
              aria-current={one === state ? 'page' : undefined}
            >
              {visit.code('transferState', one)}
            </a>
          ))}
        </nav>
        <Card
          id="transfers"
          title={visit.code('transferState', state)}
          flush
          tools={<CsvLink visit={visit} href={listHref(`${path}.csv`, said)} />}
        >
          <FilterBar
            c={c}
            list="transfers"
            fields={fields}
            query={query}
            sorts={[
              ['newest', visit.code('orderSort', 'newest')],
              ['oldest', visit.code('orderSort', 'oldest')],
              ['pieces', visit.code('listSort', 'pieces')],
              ['incentive', visit.code('listSort', 'incentive')],
            ]}
            keep={{ state }}
            faults={faults}
          />
          {whole ? (
            <ListSum visit={visit} count={found.length}>
              {t('listPieces', { count: found.reduce((sum, one) => sum + piecesOf(one), 0) })}
              {whole.isCut ? <span class="hint"> {t('listCut', { count: maxLookedAt })}</span> : null}
            </ListSum>
          ) : null}
          {items.length === 0 ? (
            <Empty text={t('transfersNone')} />
          ) : (
            <TransferTable visit={visit} transfers={items} />
          )}
          {whole ? (
            <ListPager visit={visit} path={path} said={said} query={query} found={found} />
          ) : (
            <Pager
              next={
                nextCursor === null
                  ? null
                  : { href: listHref(path, said, { before: nextCursor }), text: t('olderPage') }
              }
              first={cursor === undefined ? null : { href: listHref(path, said), text: t('newestPage') }}
            />
          )}
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

function transferColumns({ t }: Visit): Column[] {
  return [
    { label: t('transferGoods'), kind: 'main' },
    { label: t('columnGiver') },
    { label: t('columnReceiver') },
    { label: t('columnPieces'), kind: 'number' },
    { label: t('transferIncentive'), kind: 'number' },
    { label: t('columnTime') },
  ];
}

const piecesOf = ({ lines }: TransferView) =>
  lines.reduce((sum, line) => sum + (line.shippedQuantity ?? line.quantity), 0);
const movedAtMs = ({ history, createdAtMs }: TransferView) => history.at(-1)?.atMs ?? createdAtMs;

function transferCsvRow(visit: Visit, transfer: TransferView) {
  const { language } = visit;
  return [
    goodsText(visit, transfer),
    transfer.from.name[language],
    transfer.to.name[language],
    piecesOf(transfer),
    ((transfer.incentiveFen ?? 0) / 100).toFixed(2),
    formatBrandTime(movedAtMs(transfer)),
  ];
}

function TransferTable({ visit, transfers }: { visit: Visit; transfers: readonly TransferView[] }) {
  const { t, language } = visit;
  const columns = transferColumns(visit);
  return (
    <Table caption={t('transfersTitle')} columns={columns}>
      {transfers.map((transfer) => (
        <Row
          columns={columns}
          whole
          cells={[
            <a href={`/hq/transfers/${transfer.id}`}>{goodsText(visit, transfer)}</a>,
            transfer.from.name[language],
            transfer.to.name[language],
            piecesOf(transfer),
            transfer.incentiveFen ? <Money fen={transfer.incentiveFen} /> : '—',
            <Time atMs={movedAtMs(transfer)} />,
          ]}
        />
      ))}
    </Table>
  );
}
