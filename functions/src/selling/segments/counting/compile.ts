/** Conditions as a statement over the tables of `open.ts`. What people said goes in as values, never as text of it. */
import {
  championsSpend,
  frequencyOrders,
  recencyDays,
  rfmGrid,
  type SegmentCondition,
  type SegmentConditions,
} from '@jindian/shared/contract/selling/segments';
import { dayMs } from '@jindian/shared/time';
import type { Cell } from '../../../platform/analysis/tables.ts';

export type Statement = { sql: string; values: Cell[] };

/** Takes values and gives what stands for each. */
function collecting(values: Cell[]) {
  return (value: Cell): string => {
    values.push(value);
    return `$${values.length}`;
  };
}
type Take = ReturnType<typeof collecting>;

const lastBought = 'm."lastBoughtAtMs"';

/** The scores of a member, made of the same bounds as on the pages. */
export function scoresSql(now: string): { recency: string; frequency: string } {
  const recency = recencyDays.map(
    (days, at) => `WHEN ${now} - ${lastBought} < ${days * dayMs} THEN ${5 - at}`,
  );
  const frequency = frequencyOrders.map((least, at) => `WHEN m."orders" >= ${least} THEN ${5 - at}`);
  return {
    recency: `CASE ${recency.join(' ')} ELSE 1 END`,
    frequency: `CASE ${frequency.join(' ')} ELSE 1 END`,
  };
}

export function groupSql(now: string): string {
  const { recency, frequency } = scoresSql(now);
  const rows = Object.entries(rfmGrid).flatMap(([score, row]) =>
    row.map((group, at) => {
      const named =
        group === 'champions'
          ? `CASE WHEN m."spendScore" >= ${championsSpend} THEN 'champions' ELSE 'loyal' END`
          : `'${group}'`;
      return `WHEN ${recency} = ${score} AND ${frequency} = ${at + 1} THEN ${named}`;
    }),
  );
  return `CASE WHEN ${lastBought} IS NULL THEN 'prospects' ${rows.join(' ')} END`;
}

const oneOf = (what: string, values: readonly Cell[], take: Take) =>
  `${what} IN (${values.map(take).join(', ')})`;
const sinceSql = (days: number | null, nowMs: number, take: Take) =>
  days === null ? 'TRUE' : `b."atMs" >= ${take(nowMs - days * dayMs)}`;
const anyOf = (column: string, words: readonly string[], take: Take) =>
  `(${words.map((word) => `contains(${column}, ${take(`|${word}|`)})`).join(' OR ')})`;
const buyers = (where: string) => `m."n" IN (SELECT b."n" FROM bought b WHERE ${where})`;

function between(what: string, { from, to }: { from: number | null; to: number | null }, take: Take) {
  const parts = [
    from === null ? null : `${what} >= ${take(from)}`,
    to === null ? null : `${what} <= ${take(to)}`,
  ];
  return parts.filter((part) => part !== null).join(' AND ');
}

/** Of whoever bought nothing in these days it is none. */
function sumSql(what: 'count(*)' | 'sum(b."amountFen")', sinceMs: number, take: Take) {
  return `coalesce((SELECT ${what} FROM bought b WHERE b."n" = m."n" AND b."atMs" >= ${take(sinceMs)}), 0)`;
}

function conditionSql(condition: SegmentCondition, nowMs: number, take: Take): string {
  const not = 'is' in condition && condition.is === 'none' ? 'NOT ' : '';
  switch (condition.kind) {
    case 'rfm':
      return oneOf(groupSql(take(nowMs)), condition.groups, take);
    case 'never_bought':
      return `${lastBought} IS NULL`;
    case 'last_bought': {
      const edge = take(nowMs - condition.days * dayMs);
      return condition.is === 'within' ? `${lastBought} >= ${edge}` : `${lastBought} < ${edge}`;
    }
    case 'joined':
      return `m."joinedAtMs" ${condition.is === 'within' ? '>=' : '<'} ${take(nowMs - condition.days * dayMs)}`;
    case 'orders':
      return between(
        condition.days === null ? 'm."orders"' : sumSql('count(*)', nowMs - condition.days * dayMs, take),
        condition,
        take,
      );
    case 'spent':
      return between(
        condition.days === null
          ? 'm."spentFen"'
          : sumSql('sum(b."amountFen")', nowMs - condition.days * dayMs, take),
        condition,
        take,
      );
    case 'bought':
      return `${not}${buyers(
        `${anyOf('b."categories"', condition.categoryIds, take)} AND ${sinceSql(condition.days, nowMs, take)}`,
      )}`;
    case 'bought_at':
      return `${not}${buyers(
        `${oneOf('b."locationId"', condition.locationIds, take)} AND ${sinceSql(condition.days, nowMs, take)}`,
      )}`;
    case 'tier':
      return `${not}coalesce(${
        condition.tierIds.length === 0
          ? 'm."tierId" IS NOT NULL'
          : oneOf('m."tierId"', condition.tierIds, take)
      }, FALSE)`;
    case 'guide': {
      const whose =
        condition.sellerIds.length === 0
          ? 'm."sellerId" IS NOT NULL'
          : oneOf('m."sellerId"', condition.sellerIds, take);
      return `${not}coalesce(${whose} AND m."sellerUntilMs" > ${take(nowMs)}, FALSE)`;
    }
    case 'tags':
      return condition.is === 'all'
        ? condition.tags
            .map((tag) => `coalesce(contains(m."tags", ${take(`|${tag}|`)}), FALSE)`)
            .join(' AND ')
        : `${not}coalesce(${anyOf('m."tags"', condition.tags, take)}, FALSE)`;
  }
}

/** What stands behind WHERE: all conditions. */
export function whereOf(conditions: SegmentConditions, nowMs: number, values: Cell[] = []): Statement {
  const take = collecting(values);
  const all = conditions.map((condition) => `(${conditionSql(condition, nowMs, take)})`);
  return { sql: all.length === 0 ? 'TRUE' : all.join(' AND '), values };
}

export function countSql(conditions: SegmentConditions, nowMs: number): Statement {
  const { sql, values } = whereOf(conditions, nowMs);
  return { sql: `SELECT count(*) AS "members" FROM members m WHERE ${sql}`, values };
}

/** A page of those in it by their ids, after one of them: gone through in several calls, each is met once. */
export function pageSql(
  conditions: SegmentConditions,
  nowMs: number,
  { after, limit }: { after: string; limit: number },
): Statement {
  const { sql, values } = whereOf(conditions, nowMs, [after, limit]);
  return {
    sql: `SELECT m."memberId", m."orders", m."spentFen", m."lastBoughtAtMs", m."tags" FROM members m
      WHERE m."memberId" > $1 AND ${sql} ORDER BY m."memberId" LIMIT $2`,
    values,
  };
}

export function rfmSql(nowMs: number): Statement {
  const { recency, frequency } = scoresSql('$1');
  return {
    sql: `SELECT ${groupSql('$1')} AS "group",
        CASE WHEN ${lastBought} IS NULL THEN NULL ELSE ${recency} END AS "recency",
        CASE WHEN ${lastBought} IS NULL THEN NULL ELSE ${frequency} END AS "frequency",
        count(*) AS "members", CAST(sum(m."orders") AS BIGINT) AS "orders", CAST(sum(m."spentFen") AS BIGINT) AS "spentFen"
      FROM members m GROUP BY ALL`,
    values: [nowMs],
  };
}
