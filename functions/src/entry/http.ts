import { mountAvailabilityRoutes } from '../goods/availability/routes.ts';
import { mountPriceRoutes } from '../goods/catalog/price-routes.ts';
import { mountStorefrontRoutes } from '../goods/catalog/routes.ts';
import { mountImportRoutes } from '../goods/imports/routes.ts';
import { mountInventoryRoutes } from '../goods/inventory/routes.ts';
import { mountOwnershipRoutes } from '../goods/ownership/routes.ts';
import { mountTransferRoutes } from '../goods/transfers/routes.ts';
import { createHqTickets, type HqDeps, hqDepsOf, mountHq, mountHqRoutes } from '../hq/index.ts';
import { mountLedgerRoutes } from '../money/ledger/routes.ts';
import { mountMemberRoutes } from '../people/members/routes.ts';
import { mountNetworkRoutes } from '../places/network/routes.ts';
import { mountSlotRoutes } from '../places/slots/routes.ts';
import { type ApiApp, createApiApp } from '../platform/http/app.ts';
import { createAuthenticate } from '../platform/http/authenticate.ts';
import { createMount } from '../platform/http/mount.ts';
import { throttlePages } from '../platform/http/throttled.ts';
import { mountAttributionRoutes } from '../selling/attribution/routes.ts';
import { mountCommissionRoutes } from '../selling/commission/routes.ts';
import { mountCourierRoutes } from '../serving/couriers/routes.ts';
import {
  mountOfferRoutes,
  mountOrderRoutes,
  mountPaymentNotifications,
  mountRefundRoutes,
} from '../serving/orders/routes.ts';
import { mountSourcingRoutes } from '../serving/sourcing/routes.ts';
import { mountDocumentation } from './documentation.ts';
import { healthAnswer, type PartHealth } from './health.ts';
import type { System } from './system.ts';

/** The API over HTTP: every row of the table of endpoints, WeChat Pay's notifications, links, documentation. */
export function createApi(
  system: System,
  options: {
    checkResponses?: boolean;
    localSignIn?: HqDeps['localSignIn'];
    /** The parts behind the system that can say how they are. On AWS there is none: the services tell their own. */
    health?: () => readonly PartHealth[];
  } = {},
): ApiApp {
  const { config, clock, members, sessions, nonces, attribution } = system;
  const app = createApiApp({ logger: system.logger });
  const authenticate = createAuthenticate({
    sessions,
    clock,
    gatewaySecret: system.secrets.gatewaySecret,
    claimNonce: (nonce) => nonces.claim(nonce),
    memberOfAssertion: ({ openid, unionid }) =>
      members.memberForWechat({ openid, ...(unionid ? { unionid } : {}) }),
  });
  const mount = createMount(app, {
    authenticate,
    currentRoles: members.currentRoles,
    throttle: system.throttle,
    surroundingsOf: system.network.location,
    checkResponses: options.checkResponses ?? false,
  });

  mountMemberRoutes(mount, {
    members,
    sessions,
    wechat: system.wechat,
    bindingOf: (memberId) => attribution.bindingOf(memberId, clock.nowMs()),
  });
  mountNetworkRoutes(mount, system.network);
  mountStorefrontRoutes(mount, system.storefront);
  mountAttributionRoutes(mount, attribution);
  mountOrderRoutes(mount, system.orders);
  mountOfferRoutes(mount, system.orders);
  mountRefundRoutes(mount, system.orders);
  mountInventoryRoutes(mount, system.inventory, {
    clock: system.clock,
    location: system.network.location,
    catalog: system.catalog,
    memberName: async (memberId) => (await members.read(memberId))?.profile.displayName ?? null,
  });
  mountImportRoutes(mount, system.imports);
  mountPriceRoutes(mount, system.prices);
  mountCourierRoutes(mount, {
    couriers: system.couriers,
    earnings: system.courierEarnings,
    shopperOf: system.deliveryJobs.shopperOf,
  });
  mountSourcingRoutes(mount, system.sourcingPolicies, system.simulations);
  mountSlotRoutes(mount, system.slots, clock);
  mountCommissionRoutes(mount, system.commission);
  mountLedgerRoutes(mount, system.fundPool);
  mountTransferRoutes(mount, system.transfers);
  mountAvailabilityRoutes(mount, system.availability);
  mountOwnershipRoutes(mount, system.ownership);
  mountHqRoutes(mount, { tickets: createHqTickets(system), config });
  mountPaymentNotifications(app, system.orders);
  mountHq(app, hqDepsOf(system, options.localSignIn ? { localSignIn: options.localSignIn } : {}));

  app.use('/q/*', throttlePages(system.throttle, 'printed_code'));
  app.use('/docs/*', throttlePages(system.throttle, 'public'));
  app.use('/openapi.json', throttlePages(system.throttle, 'public'));
  app.get('/healthz', (c) => {
    const { status, body } = healthAnswer(options.health?.() ?? []);
    return c.json(body, status);
  });
  // A printed link: WeChat opens the mini-program by itself, everyone else comes here and is led to the H5 page.
  app.get('/q/:code{[0-9A-Za-z]{6,32}}', (c) =>
    c.redirect(`${config.h5BaseUrl ?? ''}/#/pages/selling/entry/index?code=${c.req.param('code')}`),
  );
  mountDocumentation(app);
  return app;
}
