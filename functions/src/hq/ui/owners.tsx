/** @jsxImportSource hono/jsx */
import type { HqContext } from '../visit.ts';

/** Owners of goods by what people call them. */
export async function Owners({ c, ids }: { c: HqContext; ids: readonly string[] }) {
  const { language } = c.get('visit');
  const names = await c.get('ownerNames')(ids);
  return <>{ids.map((id) => names.get(id)?.[language] ?? id).join(' · ')}</>;
}
