import { place, smallNetwork } from '../../network/snapshot-fixture.ts';

export const branchId = 'B001';
export const neighbourId = 'B005';
export const warehouseId = 'W001';
export const places = [branchId, neighbourId, warehouseId] as const;
/** The branches of dealers within reach of `home`, nearest first; the first is responsible for it. */
export const branchIds = ['B001', 'B006', 'B007', 'B005', 'B002'] as const;
export const centralId = 'C001';

/** Ids of the small network in the form that the contract asks for: `B1` is `B001`. */
export function shopNetwork(dealers: boolean) {
  const long = (id: string) => `${id.slice(0, 1)}00${id.slice(1)}`;
  const small = smallNetwork();
  // More branches around `home`, so that there are some to go on to and some to fill a hall.
  const more = dealers ? [place('B6', 119.35, 29.35), place('B7', 119.2, 29.25)] : [];
  return {
    ...small,
    grids: small.grids.map((grid) => ({ ...grid, branchId: long(grid.branchId) })),
    locations: [...small.locations, ...more].map((place) => {
      const id = long(place.id);
      const owned = { ownership: 'dealer' as const, ownerId: `dealer-${id}` };
      return { ...place, id, ...(dealers && place.kind === 'branch' ? owned : {}) };
    }),
  };
}
