import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import type { MovedMember } from '@jindian/shared/contract/selling/moving';
import { maskName, maskPhone } from '@jindian/shared/mask';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { phoneIn } from '../../people/members/rules.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { recordReading } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { MovingDeps } from './deps.ts';
import type { Held, Holdings, StoredRecord } from './holdings.ts';
import {
  cardOfMoved,
  type Holder,
  type MovingItems,
  movedPartition,
  phoneOfMoved,
  refusedByThem,
} from './items.ts';
import type { StandingRows } from './standing-rows.ts';

const mostFound = 20;
const mostRefused = 100;

/** Members of the system before, for who stands at a desk with an old card before them. */
export function createMovedDesk(
  deps: MovingDeps & { items: MovingItems; standing: StandingRows; holdings: Holdings },
) {
  const { table, items, members, standing } = deps;
  const { listed, heldByAll } = deps.holdings;
  const numberBehind = ({ pk }: Record<string, unknown>) => String(pk).slice(movedPartition('').length);

  async function viewsOf(records: readonly StoredRecord[]): Promise<MovedMember[]> {
    const claimed = records.flatMap(({ claimedBy, memberNumber }) =>
      claimedBy === undefined ? [] : [{ memberId: claimedBy, memberNumber }],
    );
    const holders = records.map(
      ({ claimedBy, memberNumber }): Holder =>
        claimedBy === undefined ? { kind: 'moved', memberNumber } : { kind: 'member', memberId: claimedBy },
    );
    const [profiles, kept, held] = await Promise.all([
      members.profilesOf([...new Set(claimed.map(({ memberId }) => memberId))]),
      readBatch(
        table,
        claimed.map((key) => items.cards.build(BatchGetRequest).key(key)),
      ),
      heldByAll(holders),
    ]);
    const cards = new Map(kept.flatMap((card) => (card ? [[card.memberNumber, card] as const] : [])));
    return records.map((record, index) => {
      const { memberNumber, claimedBy, state } = record;
      const known = claimedBy === undefined ? undefined : profiles.get(claimedBy);
      const card = cards.get(memberNumber);
      // Who was forgotten is nobody, and has nothing that could be shown.
      const person = known && !known.isDeleted ? known : null;
      return {
        memberNumber,
        cardNumber: record.cardNumber ?? card?.cardNumber ?? null,
        nameMasked: person
          ? maskName(person.displayName)
          : record.memberName === undefined
            ? null
            : maskName(record.memberName),
        phoneMasked: person
          ? person.phoneMasked
          : record.phone === undefined
            ? null
            : maskPhone(record.phone),
        joinedOn: record.joinedOn ?? card?.joinedOn ?? null,
        state,
        memberId: person ? (claimedBy ?? null) : null,
        ...(held[index] as Held),
        sellsAt: record.sellerAt ?? null,
      };
    });
  }

  /** By an old number or a card's, whole; `byPhone`: by who waits under a number as well. */
  async function find(text: string, { byPhone }: { byPhone: boolean }): Promise<MovedMember[]> {
    const asked = text.normalize('NFKC').trim();
    const phone = byPhone ? (mobilePhoneSchema.safeParse(asked).data ?? null) : null;
    const [byCard, byNumber] = await Promise.all([
      listed(indexNames.byQueue, cardOfMoved(asked), mostFound),
      phone === null ? [] : listed(indexNames.byOwner, phoneOfMoved(phone), mostFound),
    ]);
    const numbers = [
      asked,
      ...byCard.map((found) => String(found.gsi2sk)),
      ...byNumber.map((found) => String(found.gsi1sk)),
    ].filter((number) => /^[0-9A-Za-z_-]{1,40}$/.test(number));
    const records = await standing.recordsOf(numbers);
    return viewsOf([...records.values()].slice(0, mostFound));
  }

  /** Those whom nobody wanted to be. */
  async function refusedOnes(): Promise<MovedMember[]> {
    const found = await listed(indexNames.byOwner, refusedByThem, mostRefused);
    const records = await standing.recordsOf(found.map(numberBehind));
    return viewsOf([...records.values()].filter(({ state }) => state === 'refused'));
  }

  /** Looked for by headquarters; with nothing to look for, those whom nobody wanted to be. */
  async function hqFind(text: string | undefined): Promise<Result<{ items: MovedMember[] }, 'busy'>> {
    const found = await (text === undefined ? refusedOnes() : find(text, { byPhone: true }));
    const phone = text === undefined ? null : phoneIn(text);
    // Whom it showed; a number that was looked for only as far as it is shown.
    auditDetails({
      targets: found.map(({ memberNumber }) => ({ kind: 'moved_member', id: memberNumber })),
      ...(text === undefined ? {} : { after: { text: phone === null ? text : maskPhone(phone) } }),
    });
    const recorded = await recordReading(deps);
    return recorded.ok ? ok({ items: found }) : recorded;
  }

  return { viewsOf, find, refusedOnes, hqFind };
}
