import { mobilePhoneSchema } from '@jindian/shared/contract/common';
import type { MovedMember } from '@jindian/shared/contract/selling/moving';
import { maskName, maskPhone } from '@jindian/shared/mask';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { readBatch } from '../../platform/batch-read.ts';
import { recordReading } from '../../platform/command.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { MovingDeps } from './deps.ts';
import type { Holdings, StoredRecord } from './holdings.ts';
import { cardOfMoved, type MovingItems, movedPartition, phoneOfMoved, refusedByThem } from './items.ts';
import type { StandingRows } from './standing-rows.ts';

const mostFound = 20;
const mostRefused = 100;

/** Members of the system before, for who stands at a desk with an old card before them. */
export function createMovedDesk(
  deps: MovingDeps & { items: MovingItems; standing: StandingRows; holdings: Holdings },
) {
  const { table, items, members, standing } = deps;
  const { listed, heldBy } = deps.holdings;
  const numberBehind = ({ pk }: Record<string, unknown>) => String(pk).slice(movedPartition('').length);

  async function viewOf(record: StoredRecord): Promise<MovedMember> {
    const { memberNumber, claimedBy, state } = record;
    const [known, kept] = claimedBy
      ? await Promise.all([
          members.read(claimedBy),
          readBatch(table, [items.cards.build(BatchGetRequest).key({ memberId: claimedBy, memberNumber })]),
        ])
      : [null, []];
    // Who was forgotten is nobody, and has nothing that could be shown.
    const isThere = claimedBy !== undefined && known !== null && !known.profile.isDeleted;
    const held = await heldBy(
      claimedBy === undefined ? { kind: 'moved', memberNumber } : { kind: 'member', memberId: claimedBy },
    );
    return {
      memberNumber,
      cardNumber: record.cardNumber ?? kept[0]?.cardNumber ?? null,
      nameMasked: isThere
        ? maskName(known.profile.displayName)
        : record.memberName === undefined
          ? null
          : maskName(record.memberName),
      phoneMasked: isThere
        ? known.profile.phoneMasked
        : record.phone === undefined
          ? null
          : maskPhone(record.phone),
      joinedOn: record.joinedOn ?? kept[0]?.joinedOn ?? null,
      state,
      memberId: isThere ? claimedBy : null,
      ...held,
      sellsAt: record.sellerAt ?? null,
    };
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
    return Promise.all([...records.values()].slice(0, mostFound).map(viewOf));
  }

  /** Those whom nobody wanted to be. */
  async function refusedOnes(): Promise<MovedMember[]> {
    const found = await listed(indexNames.byOwner, refusedByThem, mostRefused);
    const records = await standing.recordsOf(found.map(numberBehind));
    return Promise.all([...records.values()].filter(({ state }) => state === 'refused').map(viewOf));
  }

  /** Looked for by headquarters; with nothing to look for, those whom nobody wanted to be. */
  async function hqFind(text: string | undefined): Promise<Result<{ items: MovedMember[] }, 'busy'>> {
    const recorded = await recordReading(deps);
    if (!recorded.ok) return recorded;
    return ok({ items: await (text === undefined ? refusedOnes() : find(text, { byPhone: true })) });
  }

  return { viewOf, find, refusedOnes, hqFind };
}
