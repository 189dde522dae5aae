import { availabilityEndpoints } from './availability.ts';
import { courierEndpoints } from './couriers.ts';
import { hqEndpoints } from './hq.ts';
import { inventoryEndpoints } from './inventory.ts';
import { memberEndpoints } from './member.ts';
import { offerEndpoints } from './offer.ts';
import { branchEndpoints, orderEndpoints } from './order.ts';
import { ownershipEndpoints } from './ownership.ts';
import { priceEndpoints } from './prices.ts';
import { sellerEndpoints } from './seller.ts';
import { slotEndpoints } from './slots.ts';
import { sourcingEndpoints } from './sourcing.ts';
import { storefrontEndpoints } from './storefront.ts';
import { transferEndpoints } from './transfer.ts';

/** Every endpoint that a client may call, by id. WeChat Pay's notifications are apart: their caller is a signature. */
export const endpoints = {
  ...memberEndpoints,
  ...storefrontEndpoints,
  ...orderEndpoints,
  ...branchEndpoints,
  ...offerEndpoints,
  ...sellerEndpoints,
  ...hqEndpoints,
  ...inventoryEndpoints,
  ...transferEndpoints,
  ...ownershipEndpoints,
  ...availabilityEndpoints,
  ...slotEndpoints,
  ...priceEndpoints,
  ...sourcingEndpoints,
  ...courierEndpoints,
};
export type EndpointId = keyof typeof endpoints;
