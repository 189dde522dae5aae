import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import { ok } from '../../platform/result.ts';
import type { AddressSearch } from './service.ts';

export function mountAddressRoutes(mount: Mount, addresses: AddressSearch): void {
  mount(endpoints.suggestPlaces, async ({ query: { text, latGcj02, lngGcj02 }, memberId }) => {
    const near = latGcj02 === undefined || lngGcj02 === undefined ? null : { latGcj02, lngGcj02 };
    return ok(await addresses.suggest(text, near, memberId));
  });
  mount(endpoints.describePoint, async ({ query, memberId }) =>
    ok(await addresses.describe(query, memberId)),
  );
  mount(endpoints.readAddressText, async ({ body: { text }, memberId }) =>
    ok(await addresses.read(text, memberId)),
  );
  mount(endpoints.listRegions, async ({ query: { province, city }, language }) =>
    ok(await addresses.listRegions(province, city, language)),
  );
}
