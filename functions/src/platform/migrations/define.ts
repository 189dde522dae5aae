import { isDeepStrictEqual } from 'node:util';

/** An item as it is stored. */
export type StoredItem = Readonly<Record<string, unknown>>;

/**
 * A stored shape that becomes another while both the version before and this one run: attributes beside those that were,
 * made of them. First every version writes both (`expand`), and what lies there is brought forward behind the
 * requests; a release later what they were made of goes (`contract`). docs/operations/upgrades.md says why in that order.
 */
export type Migration = {
  /** For ever: `<day>-<what>`. */
  id: string;
  kind: string;
  stage: 'expand' | 'contract';
  /** What the shape before has. While an item has one of these, they say what is so. */
  from: readonly string[];
  /** What the shape after has instead. */
  adds: readonly string[];
  /** Pure: the attributes of `adds`, from those of `from`; one that is left out is not there. */
  forward(item: StoredItem): Record<string, unknown>;
};

const has = (item: StoredItem, names: readonly string[]) => names.some((name) => item[name] !== undefined);
const picked = (item: StoredItem, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]] as const])),
  );

export type ByKind = ReadonlyMap<string, readonly Migration[]>;

/** Throws for what would be wrong at every start. */
export function byKind(migrations: readonly Migration[]): ByKind {
  const found = new Map<string, Migration[]>();
  const ids = new Set<string>();
  for (const one of migrations) {
    const { id, kind, from, adds } = one;
    if (ids.has(id)) throw new Error(`two migrations are called ${id}`);
    if (from.length === 0 || adds.length === 0 || from.some((name) => adds.includes(name)))
      throw new Error(`${id}: what it is made of stays as it is, and something is made`);
    ids.add(id);
    found.set(kind, [...(found.get(kind) ?? []), one]);
  }
  return found;
}

/** What of `adds` is so, by the item as it stands: of an item that has both shapes the one before says it, until it goes. */
function madeOf({ stage, from, adds, forward }: Migration, item: StoredItem): Record<string, unknown> {
  const given = stage === 'contract' && has(item, adds);
  return given || !has(item, from) ? picked(item, adds) : picked(forward(item), adds);
}

/** The item as this version's code reads it. Gives the same item where there is nothing to do. */
export function readForward(migrations: ByKind, item: StoredItem): StoredItem {
  const ofKind = typeof item._et === 'string' ? migrations.get(item._et) : undefined;
  if (!ofKind) return item;
  return ofKind.reduce((before, one) => {
    const made = madeOf(one, before);
    const rest = Object.entries(before).filter(([name]) => !one.adds.includes(name));
    return { ...Object.fromEntries(rest), ...made };
  }, item);
}

/** What is to be written to bring an item forward for good, and while what it is made of is as it was read. */
export type Step = {
  set: Record<string, unknown>;
  remove: string[];
  /** `null`: not there. */
  unchanged: Record<string, unknown>;
};

export function stepOf(migration: Migration, item: StoredItem): Step | null {
  const { stage, from, adds } = migration;
  if (!has(item, from)) return null;
  const made = madeOf(migration, item);
  const different = adds.filter((name) => !isDeepStrictEqual(item[name], made[name]));
  const gone = stage === 'contract' ? from.filter((name) => item[name] !== undefined) : [];
  if (different.length + gone.length === 0) return null;
  return {
    set: picked(made, different),
    remove: [...different.filter((name) => made[name] === undefined), ...gone],
    unchanged: Object.fromEntries([...from, ...adds].map((name) => [name, item[name] ?? null])),
  };
}
