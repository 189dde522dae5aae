/** What has to be known of places beside network and stock, read as the engine comes to ask for it. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { CompiledPolicy, PlacePicture } from './compile.ts';
import type { PlaceLoad } from './load.ts';

/** Where the pictures come from; what is absent bars nobody. */
export type PictureSources = {
  load?: { read(places: readonly Location[]): Promise<ReadonlyMap<string, PlaceLoad>> };
  /** Room in one slot; a place that does not offer it is not in the answer. */
  roomInSlot?: (places: readonly Location[], slotId: string) => Promise<ReadonlyMap<string, number>>;
  /** Whether an owner's pieces of a SKU serve other people's orders. */
  sharing?: { current(): Promise<{ shares(ownerId: string, skuId: string): boolean }> };
};

/**
 * A filter has to know about a place before the place is asked for stock, but nobody can read the counters of a whole
 * network. So who is not known yet passes, the places that would then be asked are looked up, and the question is put
 * again, until it asks for nobody new.
 */
export async function createPictures(
  sources: PictureSources,
  needs: CompiledPolicy['needs'],
  slotId: string | null,
  ownerOf: (locationId: string) => string,
) {
  const sharing = await sources.sharing?.current();
  const loads = new Map<string, PlaceLoad>();
  const limits = new Map<string, number>();
  const rooms = new Map<string, number>();
  const asksSlot = needs.slot && slotId !== null && sources.roomInSlot !== undefined;

  const view: PlacePicture = {
    ...(sharing ? { sharesStock: (id, skuId) => sharing.shares(ownerOf(id), skuId) } : {}),
    capacityLeft(id) {
      const load = loads.get(id);
      const limit = limits.get(id);
      return load && limit !== undefined ? limit - load.orders : Infinity;
    },
    slotLeft: (id) => rooms.get(id) ?? Infinity,
    load: (id) => loads.get(id)?.orders ?? 0,
    lastServedAtMs: (id) => loads.get(id)?.lastServedAtMs ?? null,
  };

  return {
    view,
    /** Looks up those that are not known yet; whether something was learned that may change who is asked. */
    async learn(places: readonly Location[]): Promise<boolean> {
      const { load, roomInSlot } = sources;
      const toCount = places.filter(
        ({ id, maxOrdersPerDay }) =>
          !loads.has(id) && (needs.load || (needs.capacity && typeof maxOrdersPerDay === 'number')),
      );
      const toAsk = asksSlot ? places.filter(({ id }) => !rooms.has(id)) : [];
      const [counted, room] = await Promise.all([
        load && toCount.length > 0 ? load.read(toCount) : null,
        roomInSlot && slotId !== null && toAsk.length > 0 ? roomInSlot(toAsk, slotId) : null,
      ]);
      let learned = false;
      for (const place of counted ? toCount : []) {
        loads.set(place.id, counted?.get(place.id) ?? { orders: 0, lastServedAtMs: null });
        if (typeof place.maxOrdersPerDay === 'number') limits.set(place.id, place.maxOrdersPerDay);
        if (needs.capacity && (view.capacityLeft?.(place.id) ?? 1) < 1) learned = true;
      }
      for (const { id } of room ? toAsk : []) {
        rooms.set(id, room?.get(id) ?? 0);
        if ((rooms.get(id) ?? 0) < 1) learned = true;
      }
      return learned;
    },
  };
}
