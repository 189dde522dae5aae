import { hqOwner } from './rules.ts';

export type NamedOwner = { ownerId: string; names: readonly string[] };
/** `several`: all who are called so. */
export type MeantOwner = { ownerId: string } | { several: readonly string[] } | null;

const plain = (text: string) => text.trim().toLowerCase();

/** Whom people mean by what they type: `hq`, a number, else a name. */
export function ownersMeant(owners: readonly NamedOwner[]): (text: string) => MeantOwner {
  const numbers = new Map([hqOwner, ...owners.map(({ ownerId }) => ownerId)].map((id) => [plain(id), id]));
  const called = new Map<string, Set<string>>();
  for (const { ownerId, names } of owners)
    for (const name of names.map(plain)) called.set(name, (called.get(name) ?? new Set()).add(ownerId));
  return (text) => {
    const number = numbers.get(plain(text));
    if (number !== undefined) return { ownerId: number };
    const [first, ...others] = called.get(plain(text)) ?? [];
    if (first === undefined) return isNewNumber(text.trim()) ? { ownerId: text.trim() } : null;
    return others.length === 0 ? { ownerId: first } : { several: [first, ...others].sort() };
  };
}

/** A dealer may come with their first place, by a number as a brand gives them: a name that was mistyped is none. */
const isNewNumber = (text: string) => /^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/.test(text);
