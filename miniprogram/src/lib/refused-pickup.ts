import type { Address, SavedAddress } from '@jindian/shared/contract/people/member';
import type { PickupAnswer } from '@jindian/shared/contract/serving/branch-work';

export type AnswerChoice = PickupAnswer['choice'];

/** What the shopper has chosen so far; null while something is missing. */
export function answerOf(
  choice: AnswerChoice | null,
  given: { locationId: string | null; address: SavedAddress | null },
): PickupAnswer | null {
  if (choice === 'refund') return { choice };
  if (choice === 'another_branch') return given.locationId ? { choice, locationId: given.locationId } : null;
  return choice === 'delivery' && given.address ? { choice, address: withoutId(given.address) } : null;
}

function withoutId({ id: _, revision: __, isDefault: ___, ...address }: SavedAddress): Address {
  return address;
}
