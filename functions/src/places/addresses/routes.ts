import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { AddressSearch } from './service.ts';

export function mountAddressRoutes(mount: Mount, addresses: AddressSearch): void {
  mount(endpoints.suggestPlaces, async ({ query: { text, latGcj02, lngGcj02 } }) => {
    const near = latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 };
    return ok(await addresses.suggest(text, near));
  });
  mount(endpoints.describePoint, async ({ query }) => ok(await addresses.describe(query)));
  mount(endpoints.readAddressText, async ({ body: { text } }) => ok(await addresses.read(text)));
  mount(endpoints.listRegions, async ({ query: { province, city } }) =>
    ok(await addresses.listRegions(province, city)),
  );
}
