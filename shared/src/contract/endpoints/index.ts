import { hqEndpoints } from './hq.ts';
import { memberEndpoints } from './member.ts';
import { offerEndpoints } from './offer.ts';
import { branchEndpoints, orderEndpoints } from './order.ts';
import { sellerEndpoints } from './seller.ts';
import { slotEndpoints } from './slots.ts';
import { storefrontEndpoints } from './storefront.ts';

/** Every endpoint that a client may call, by id. WeChat Pay's notifications are apart: their caller is a signature. */
export const endpoints = {
  ...memberEndpoints,
  ...storefrontEndpoints,
  ...orderEndpoints,
  ...branchEndpoints,
  ...offerEndpoints,
  ...sellerEndpoints,
  ...hqEndpoints,
  ...slotEndpoints,
};
export type EndpointId = keyof typeof endpoints;
