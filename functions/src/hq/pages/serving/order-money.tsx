/** @jsxImportSource hono/jsx */
import { whyText } from '@jindian/shared/commission-why';
import type { Language, LocalizedText } from '@jindian/shared/contract/common';
import type { PostingView } from '@jindian/shared/contract/hq';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';
import {
  type FrozenAttribution,
  partOf,
  ruleNameOf,
  rulesInWords,
} from '../../../selling/commission/frozen.ts';
import type { HqDeps } from '../../deps.ts';
import { formatRate } from '../../format.ts';
import { Card, Chip, type Column, Empty, Facts, Money, Row, Table, Time } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { OrderView } from './order-view.ts';

/** An account as finance reads it; a seller's account with the name, where this order knows it. */
export function accountName(
  visit: Visit,
  account: string,
  seller?: { sellerId: string; sellerName: string } | null,
): string {
  const [kind, sellerId] = account.split(':') as [string, string | undefined];
  const name = visit.code('account', kind);
  if (sellerId === undefined) return name;
  if (kind === 'owner') return `${name} ${sellerId}`;
  return `${name} · ${seller?.sellerId === sellerId ? seller.sellerName : sellerId.slice(-6)}`;
}

/** What those are called whom an order pays: people, and branches that have a part in it. */
export async function payeeNamesOf(
  { memberNames }: Pick<HqDeps, 'memberNames'>,
  places: Pick<NetworkSnapshot, 'location'>,
  attribution: FrozenAttribution | null,
  language: Language,
): Promise<ReadonlyMap<string, string>> {
  if (!attribution) return new Map();
  const others = [...new Set(attribution.byLine.flatMap(({ payeeId }) => payeeId ?? []))];
  const people = await memberNames(others.filter((id) => !places.location(id)));
  const nameOf = (id: string) => places.location(id)?.name[language] ?? people.get(id) ?? id.slice(-6);
  return new Map([
    [attribution.sellerId, attribution.sellerName],
    ...others.map((id): [string, string] => [id, nameOf(id)]),
  ]);
}

/** Who is credited for the order, by which rule, and what each category earns. */
export function CreditCard({
  visit,
  attribution,
  branch,
  titles,
  payeeNames,
}: {
  visit: Visit;
  attribution: FrozenAttribution | null;
  branch: { id: string; name: string } | null;
  /** Of the order's lines. */
  titles: ReadonlyMap<string, LocalizedText>;
  payeeNames: ReadonlyMap<string, string>;
}) {
  const { t, language } = visit;
  if (!attribution) {
    return (
      <Card id="credit" title={t('credit')}>
        <Empty text={t('creditNobody')} />
      </Card>
    );
  }
  const columns: Column[] = [
    { label: t('columnLine'), kind: 'main' },
    { label: t('creditPaid') },
    { label: t('columnCommission'), kind: 'number' },
  ];
  return (
    <Card id="credit" title={t('credit')} lead={t('creditFrozen')}>
      <Facts
        rows={[
          [t('creditSeller'), attribution.sellerName],
          ...(branch
            ? [[t('creditBranch'), <a href={`/hq/locations/${branch.id}`}>{branch.name}</a>] as const]
            : []),
          [t('creditSince'), <Time atMs={attribution.boundAtMs} />],
          [t('creditRule'), rulesInWords(attribution, language)],
        ]}
      />
      <Table caption={t('credit')} columns={columns}>
        {attribution.byLine.map((row) => (
          <Row
            columns={columns}
            cells={[
              <>
                {titles.get(row.lineId)?.[language] ?? t('otherCategory')}
                <span class="sub">{whyText(row, ruleNameOf(attribution, row), language)}</span>
              </>,
              <>
                {visit.code('commissionPart', partOf(row))}
                <span class="sub">{payeeNames.get(row.payeeId ?? attribution.sellerId) ?? ''}</span>
              </>,
              <Money fen={row.amountFen} />,
            ]}
          />
        ))}
      </Table>
      <dl class="sums">
        <div class="is-total">
          <dt>{t('columnCommission')}</dt>
          <dd>
            <Money fen={attribution.commissionFen} />
          </dd>
        </div>
      </dl>
    </Card>
  );
}

/** What the goods of each line cost and how they are taxed, as frozen: for those alone who may read it. */
export function CostsCard({ visit, record, may }: OrderView) {
  const { t, language } = visit;
  if (!may.seeCosts) return null;
  const columns: Column[] = [
    { label: t('columnLine'), kind: 'main' },
    { label: t('columnCost'), kind: 'number' },
    { label: t('columnMargin'), kind: 'number' },
    { label: t('columnTax'), kind: 'number' },
  ];
  return (
    <Card id="costs" title={t('costs')} lead={t('costsFrozen')}>
      <Table caption={t('costs')} columns={columns}>
        {record.detail.lines.map((line) => (
          <Row
            columns={columns}
            cells={[
              <>
                {line.title[language]} × {line.quantity}
                <span class="sub anywhere">{t('taxCodeOf', { code: line.taxCode || '—' })}</span>
              </>,
              line.costFen === 0 ? t('costUnknown') : <Money fen={line.costFen} />,
              // What nobody has entered costs nothing, and says nothing of what is left.
              line.costFen === 0 ? (
                '—'
              ) : (
                <>
                  <Money fen={line.netFen - line.costFen} />
                  <span class="sub">{marginText(line)}</span>
                </>
              ),
              formatRate(line.taxRateBasisPoints),
            ]}
          />
        ))}
      </Table>
    </Card>
  );
}

/** What is left of what is paid, before commission and fees. */
function marginText({ netFen, costFen }: { netFen: number; costFen: number }): string {
  return netFen > 0 ? `${(((netFen - costFen) / netFen) * 100).toFixed(1)}%` : '—';
}

/** Paying causes several transfers at one moment: the money itself is read first. */
function firstOfItsMoment(posting: PostingView): number {
  return posting.kind.startsWith('order.') ? 0 : 1;
}

/** Every posting that the order caused, in the order of time. */
export function PostingsCard({ visit, hqOrder, record }: OrderView) {
  const { t } = visit;
  const postings = [...hqOrder.postings].sort(
    (a, b) => a.atMs - b.atMs || firstOfItsMoment(a) - firstOfItsMoment(b),
  );
  const { attribution } = record.detail;
  const columns: Column[] = [
    { label: t('columnKind'), kind: 'main' },
    { label: t('columnTime') },
    { label: t('columnDebit') },
    { label: t('columnCredit') },
    { label: t('columnAmount'), kind: 'number' },
    { label: t('columnState') },
  ];
  return (
    <Card id="postings" title={t('postings')} flush>
      {postings.length === 0 ? (
        <Empty text={t('postingsNone')} />
      ) : (
        <Table caption={t('postings')} columns={columns}>
          {postings.map((posting) => (
            <Row
              columns={columns}
              cells={[
                visit.code('kind', posting.kind),
                <Time atMs={posting.atMs} />,
                accountName(visit, posting.debitAccount, attribution),
                accountName(visit, posting.creditAccount, attribution),
                <Money fen={posting.amountFen} />,
                <Chip kind={posting.state}>{visit.code('posting', posting.state)}</Chip>,
              ]}
            />
          ))}
        </Table>
      )}
    </Card>
  );
}
