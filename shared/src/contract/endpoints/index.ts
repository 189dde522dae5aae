import { hqEndpoints } from './hq.ts';
import { memberEndpoints } from './member.ts';
import { branchEndpoints, orderEndpoints } from './order.ts';
import { sellerEndpoints } from './seller.ts';
import { storefrontEndpoints } from './storefront.ts';

/** Every endpoint that a client may call, by id. WeChat Pay's notifications are apart: their caller is a signature. */
export const endpoints = {
  ...memberEndpoints,
  ...storefrontEndpoints,
  ...orderEndpoints,
  ...branchEndpoints,
  ...sellerEndpoints,
  ...hqEndpoints,
};
export type EndpointId = keyof typeof endpoints;
