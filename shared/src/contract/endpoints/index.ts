import { bulkEditEndpoints } from './bulk-edits.ts';
import { availabilityEndpoints } from './goods/availability.ts';
import { branchPriceEndpoints } from './goods/branch-prices.ts';
import { catalogEndpoints } from './goods/editing.ts';
import { favouriteEndpoints } from './goods/favourites.ts';
import { inventoryEndpoints } from './goods/inventory.ts';
import { ownershipEndpoints } from './goods/ownership.ts';
import { pictureEndpoints } from './goods/pictures.ts';
import { priceEndpoints } from './goods/prices.ts';
import { storefrontEndpoints } from './goods/storefront.ts';
import { transferEndpoints } from './goods/transfer.ts';
import { hqEndpoints } from './hq.ts';
import { differenceEndpoints } from './money/differences.ts';
import { ledgerEndpoints } from './money/ledger.ts';
import { refundEndpoints } from './money/refunds.ts';
import { deskSignInEndpoints } from './people/desk-sign-in.ts';
import { invitationEndpoints } from './people/invitations.ts';
import { legalEndpoints } from './people/legal.ts';
import { memberEndpoints } from './people/member.ts';
import { rightsEndpoints } from './people/rights.ts';
import { savedViewEndpoints } from './people/saved-views.ts';
import { staffEndpoints } from './people/staff.ts';
import { addressSearchEndpoints } from './places/addresses.ts';
import { gridEndpoints } from './places/grids.ts';
import { rolloutEndpoints } from './places/rollout.ts';
import { slotEndpoints } from './places/slots.ts';
import { policyEndpoints } from './policies.ts';
import { codeEndpoints } from './selling/codes.ts';
import { holdEndpoints } from './selling/holds.ts';
import { membershipEndpoints } from './selling/membership.ts';
import { movingEndpoints } from './selling/moving.ts';
import { promotionEndpoints } from './selling/promotions.ts';
import { ratesEndpoints } from './selling/rates.ts';
import { segmentEndpoints } from './selling/segments.ts';
import { sellerEndpoints } from './selling/seller.ts';
import { sellersEndpoints } from './selling/sellers.ts';
import { settlementEndpoints } from './selling/settlement.ts';
import { shareEndpoints } from './selling/shares.ts';
import { wecomEndpoints } from './selling/wecom.ts';
import { courierEndpoints } from './serving/couriers.ts';
import { offerEndpoints } from './serving/offer.ts';
import { branchEndpoints, orderEndpoints } from './serving/order.ts';
import { orderNoteEndpoints } from './serving/order-notes.ts';
import { pickupShareEndpoints } from './serving/pickup-share.ts';
import { ratingEndpoints } from './serving/ratings.ts';
import { returnEndpoints } from './serving/returns.ts';
import { sourcingEndpoints } from './serving/sourcing.ts';
import { siteFileEndpoints } from './site-files.ts';
import { stopEndpoints } from './stops.ts';
import { workEndpoints } from './work.ts';

/** Every endpoint that a client may call, by id. WeChat Pay's notifications are apart: their caller is a signature. */
export const endpoints = {
  ...memberEndpoints,
  ...legalEndpoints,
  ...deskSignInEndpoints,
  ...invitationEndpoints,
  ...staffEndpoints,
  ...rightsEndpoints,
  ...savedViewEndpoints,
  ...storefrontEndpoints,
  ...favouriteEndpoints,
  ...branchPriceEndpoints,
  ...orderEndpoints,
  ...pickupShareEndpoints,
  ...branchEndpoints,
  ...ratingEndpoints,
  ...orderNoteEndpoints,
  ...offerEndpoints,
  ...codeEndpoints,
  ...sellerEndpoints,
  ...shareEndpoints,
  ...wecomEndpoints,
  ...holdEndpoints,
  ...settlementEndpoints,
  ...ratesEndpoints,
  ...sellersEndpoints,
  ...movingEndpoints,
  ...membershipEndpoints,
  ...promotionEndpoints,
  ...segmentEndpoints,
  ...hqEndpoints,
  ...bulkEditEndpoints,
  ...ledgerEndpoints,
  ...differenceEndpoints,
  ...inventoryEndpoints,
  ...transferEndpoints,
  ...ownershipEndpoints,
  ...availabilityEndpoints,
  ...rolloutEndpoints,
  ...slotEndpoints,
  ...gridEndpoints,
  ...addressSearchEndpoints,
  ...priceEndpoints,
  ...catalogEndpoints,
  ...pictureEndpoints,
  ...sourcingEndpoints,
  ...courierEndpoints,
  ...refundEndpoints,
  ...returnEndpoints,
  ...policyEndpoints,
  ...siteFileEndpoints,
  ...stopEndpoints,
  ...workEndpoints,
};
export type EndpointId = keyof typeof endpoints;
