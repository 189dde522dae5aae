import { contractNetwork, place } from '../../../places/network/snapshot-fixture.ts';

export const branchId = 'B001';
export const neighbourId = 'B005';
export const warehouseId = 'W001';
export const places = [branchId, neighbourId, warehouseId] as const;
/** The branches of dealers within reach of `home`, nearest first; the first is responsible for it. */
export const branchIds = ['B001', 'B006', 'B007', 'B005', 'B002'] as const;
export const centralId = 'C001';

/** These lie in another province: what is served there is listed there, too. */
const beyond: readonly string[] = [neighbourId, 'B002', centralId];

export function shopNetwork(dealers: boolean) {
  // More branches around `home`, so that there are some to go on to and some to fill a grab pool.
  const more = dealers ? [place('B6', 119.35, 29.35), place('B7', 119.2, 29.25)] : [];
  return contractNetwork(
    ({ id, kind }) => ({
      ...(beyond.includes(id) ? { province: '邻省', city: '邻市' } : {}),
      ...(dealers && kind === 'branch' ? { ownership: 'dealer', ownerId: `dealer-${id}` } : {}),
    }),
    more,
  );
}
