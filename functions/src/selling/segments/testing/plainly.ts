/** What conditions mean, told without a database: what DuckDB answers is held against it. */
import { rfmGroupOf, type SegmentCondition } from '@jindian/shared/contract/selling/segments';
import { dayMs } from '@jindian/shared/time';
import type { BoughtRow, PersonRow } from '../facts/rows.ts';

export type PlainMember = {
  person: PersonRow;
  bought: { atMs: number; amountFen: number; locationId: string; categories: string }[];
  orders: number;
  spentFen: number;
  lastBoughtAtMs: number | null;
  spendScore: number | null;
};

/** Members with all that their sign-ins bought. */
export function plainMembers(persons: readonly PersonRow[], bought: readonly BoughtRow[]): PlainMember[] {
  const byId = new Map(persons.map((person) => [person.memberId, person]));
  const holderOf = (memberId: string): string | null => {
    const one = byId.get(memberId);
    if (!one) return null;
    if (one.personId === null) return memberId;
    return byId.get(one.personId)?.personId ?? one.personId;
  };
  const members = persons
    .filter(({ personId }) => personId === null)
    .map((person): PlainMember => {
      const own = bought
        .filter(({ memberId, units }) => (units ?? 0) > 0 && holderOf(memberId) === person.memberId)
        .map(({ atMs, amountFen, locationId, categories }) => ({
          atMs: atMs ?? 0,
          amountFen: amountFen ?? 0,
          locationId: locationId ?? '',
          categories: categories ?? '',
        }));
      return {
        person,
        bought: own,
        orders: own.length,
        spentFen: own.reduce((sum, { amountFen }) => sum + amountFen, 0),
        lastBoughtAtMs: own.length === 0 ? null : Math.max(...own.map(({ atMs }) => atMs)),
        spendScore: null,
      };
    });
  const buyers = members
    .filter(({ orders }) => orders > 0)
    .sort((a, b) => a.spentFen - b.spentFen || (a.person.memberId < b.person.memberId ? -1 : 1));
  // The first parts have one more each where they cannot be equal.
  const [least, more] = [Math.floor(buyers.length / 5), buyers.length % 5];
  for (const [at, member] of buyers.entries()) {
    const inLarger = (least + 1) * more;
    member.spendScore =
      at < inLarger ? Math.floor(at / (least + 1)) + 1 : more + Math.floor((at - inLarger) / least) + 1;
  }
  return members;
}

const has = (words: string | null, word: string) => words?.split('|').includes(word) ?? false;

export function holds(condition: SegmentCondition, member: PlainMember, nowMs: number): boolean {
  const { person, bought, lastBoughtAtMs } = member;
  const since = (days: number | null) =>
    bought.filter(({ atMs }) => days === null || atMs >= nowMs - days * dayMs);
  const within = (figure: number, { from, to }: { from: number | null; to: number | null }) =>
    (from === null || figure >= from) && (to === null || figure <= to);
  switch (condition.kind) {
    case 'rfm':
      return condition.groups.includes(rfmGroupOf(member, nowMs));
    case 'never_bought':
      return lastBoughtAtMs === null;
    case 'last_bought':
      return (
        lastBoughtAtMs !== null &&
        lastBoughtAtMs >= nowMs - condition.days * dayMs === (condition.is === 'within')
      );
    case 'joined':
      return (person.joinedAtMs ?? 0) >= nowMs - condition.days * dayMs === (condition.is === 'within');
    case 'orders':
      return within(since(condition.days).length, condition);
    case 'spent':
      return within(
        since(condition.days).reduce((sum, { amountFen }) => sum + amountFen, 0),
        condition,
      );
    case 'bought':
      return (
        since(condition.days).some(({ categories }) =>
          condition.categoryIds.some((id) => has(categories, id)),
        ) ===
        (condition.is === 'any')
      );
    case 'bought_at':
      return (
        since(condition.days).some(({ locationId }) => condition.locationIds.includes(locationId)) ===
        (condition.is === 'any')
      );
    case 'tier': {
      const { tierIds, is } = condition;
      const has = person.tierId !== null && (tierIds.length === 0 || tierIds.includes(person.tierId));
      return has === (is === 'any');
    }
    case 'guide': {
      const { sellerIds, is } = condition;
      const isTheirs =
        person.sellerId !== null &&
        (person.sellerUntilMs ?? 0) > nowMs &&
        (sellerIds.length === 0 || sellerIds.includes(person.sellerId));
      return isTheirs === (is === 'any');
    }
    case 'tags': {
      const { tags, is } = condition;
      if (is === 'all') return tags.every((tag) => has(person.tags, tag));
      return tags.some((tag) => has(person.tags, tag)) === (is === 'any');
    }
  }
}
