import type { PlaceImportDeps } from '../goods/imports/places.ts';
import type { TencentLocation } from '../tencent/index.ts';

/** Where an address lies by the map service, within what the brand may ask of it. */
export function locateWith(
  location: TencentLocation | null,
  mayAsk: () => Promise<boolean>,
): NonNullable<PlaceImportDeps['locate']> | null {
  if (!location) return null;
  return async (address) => {
    if (!(await mayAsk())) return { ok: false, why: 'quota' };
    const found = await location.locate(address);
    if (!found.ok) return { ok: false, why: found.failure.code };
    const { point, level, reliability } = found.value;
    return { ok: true, point, level, reliability };
  };
}
