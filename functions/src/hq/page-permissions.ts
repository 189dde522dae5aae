import { anywhere, may, wholeBrand } from '@jindian/shared/access';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import type { Principal } from '../platform/sessions.ts';

/** What a page needs to be seen, and what its forms need to be sent. A page that is not named here opens for nobody. */
export type PageRule = {
  path: string;
  see: Permission;
  send?: Permission;
  /**
   * `places`: it shows what lies within its visitor's reach. `everyone`: it shows what holds for all alike, to whoever
   * holds the permission anywhere; its forms are for the whole brand. Otherwise both are.
   */
  at?: 'places' | 'everyone';
};

/**
 * Every page behind the sign-in, by its path under /hq. The first that fits decides. What shows the whole brand needs
 * the permission for the whole brand.
 */
export const pageRules: readonly PageRule[] = [
  { path: '/', at: 'places', see: 'orders.read' },
  { path: '/sign-out', at: 'places', see: 'hq.enter', send: 'hq.enter' },
  { path: '/sessions', at: 'places', see: 'hq.enter', send: 'hq.enter' },
  { path: '/pick/places', at: 'places', see: 'hq.enter' },
  { path: '/pick/people', at: 'places', see: 'hq.enter' },
  { path: '/pick/owners', see: 'roles.grant' },
  { path: '/pick/things', at: 'places', see: 'hq.enter' },
  { path: '/pick/kinds', at: 'everyone', see: 'hq.enter' },
  { path: '/pick/categories', at: 'everyone', see: 'hq.enter' },
  { path: '/pick/products', at: 'everyone', see: 'hq.enter' },
  { path: '/pick/goods', at: 'everyone', see: 'hq.enter' },
  { path: '/map', at: 'places', see: 'orders.read' },
  { path: '/map/:document', at: 'places', see: 'orders.read' },
  { path: '/orders.csv', at: 'places', see: 'orders.read' },
  { path: '/orders/:orderId', at: 'places', see: 'orders.read' },
  {
    path: '/orders/:orderId/notes',
    at: 'places',
    see: 'orders.assign',
    send: 'orders.assign',
  },
  {
    path: '/orders/:orderId/personal-data',
    at: 'places',
    see: 'orders.personal_data.read',
    send: 'orders.personal_data.read',
  },
  { path: '/saved-views', at: 'places', see: 'hq.enter', send: 'hq.enter' },
  { path: '/more', at: 'places', see: 'hq.enter' },
  { path: '/search', at: 'places', see: 'orders.read', send: 'orders.read' },
  { path: '/work', see: 'work.read' },
  { path: '/work.csv', see: 'work.read' },
  { path: '/work/:deadLetterId', see: 'work.manage', send: 'work.manage' },
  { path: '/audit', see: 'audit.read' },
  { path: '/audit.csv', see: 'audit.read' },
  { path: '/people', at: 'places', see: 'roles.read' },
  { path: '/people.csv', at: 'places', see: 'roles.read' },
  { path: '/member-requests', see: 'members.requests.read' },
  { path: '/sellers', see: 'sellers.read' },
  { path: '/sellers.csv', see: 'sellers.read' },
  { path: '/sellers/:sellerId', see: 'sellers.read', send: 'sellers.manage' },
  { path: '/moving', see: 'moving.read', send: 'moving.sign' },
  { path: '/moving/sign', see: 'moving.sign' },
  { path: '/moving/desk', see: 'moving.desk', send: 'moving.desk' },
  { path: '/touches/:memberId', see: 'touches.read' },
  { path: '/roles', at: 'everyone', see: 'roles.read' },
  { path: '/invitations', see: 'roles.grant', send: 'roles.grant' },
  { path: '/people/find', see: 'roles.grant', send: 'roles.grant' },
  { path: '/people/grant', see: 'roles.grant', send: 'roles.grant' },
  { path: '/people/standing', see: 'roles.grant', send: 'roles.grant' },
  { path: '/people/revoke', see: 'roles.grant', send: 'roles.grant' },
  { path: '/people/sessions', see: 'sessions.manage', send: 'sessions.manage' },
  {
    path: '/orders/:orderId/call-off',
    at: 'places',
    see: 'orders.refund',
    send: 'orders.refund',
  },
  {
    path: '/orders/:orderId/refund',
    at: 'places',
    see: 'orders.refund',
    send: 'orders.refund',
  },
  {
    path: '/orders/:orderId/refunds/:refundId',
    at: 'places',
    see: 'orders.refund',
    send: 'orders.refund',
  },
  {
    path: '/orders/:orderId/cancel/:fulfilmentId',
    at: 'places',
    see: 'orders.refund',
    send: 'orders.refund',
  },
  { path: '/refunds', at: 'places', see: 'orders.refund' },
  { path: '/refunds.csv', at: 'places', see: 'orders.refund' },
  {
    path: '/orders/:orderId/serving/:fulfilmentId',
    at: 'places',
    see: 'orders.assign',
    send: 'orders.assign',
  },
  {
    path: '/orders/:orderId/delivery/:fulfilmentId',
    at: 'places',
    see: 'orders.assign',
    send: 'orders.assign',
  },
  { path: '/queue', at: 'places', see: 'orders.read' },
  { path: '/refusals', at: 'places', see: 'refusals.read' },
  { path: '/refusals.csv', at: 'places', see: 'refusals.read' },
  { path: '/fund-pool', see: 'pool.read', send: 'pool.deposit' },
  { path: '/ledger', see: 'ledger.read' },
  { path: '/ledger.csv', see: 'ledger.read' },
  { path: '/ledger/monitors', see: 'ledger.monitor', send: 'ledger.monitor' },
  { path: '/ledger/monitors/remove', see: 'ledger.monitor', send: 'ledger.monitor' },
  { path: '/differences', see: 'differences.read' },
  { path: '/differences.csv', see: 'differences.read' },
  {
    path: '/differences/reconcile',
    see: 'differences.settle',
    send: 'differences.settle',
  },
  {
    path: '/differences/:differenceId/note',
    see: 'differences.settle',
    send: 'differences.settle',
  },
  {
    path: '/differences/:differenceId/refund',
    see: 'differences.settle',
    send: 'differences.settle',
  },
  {
    path: '/differences/:differenceId/settlement',
    see: 'differences.settle',
    send: 'differences.settle',
  },
  { path: '/sourcing', at: 'everyone', see: 'policies.read' },
  { path: '/sourcing/draft', at: 'everyone', see: 'policies.read' },
  { path: '/sourcing/discard', see: 'policies.edit', send: 'policies.edit' },
  { path: '/sourcing/publish', see: 'policies.publish', send: 'policies.publish' },
  { path: '/sourcing/cancel', see: 'policies.publish', send: 'policies.publish' },
  { path: '/sourcing/draft/rules/:ruleId', see: 'policies.edit', send: 'policies.edit' },
  { path: '/sourcing/draft/scopes/:scopeId', see: 'policies.edit', send: 'policies.edit' },
  { path: '/sourcing/draft/:step', see: 'policies.edit', send: 'policies.edit' },
  { path: '/sourcing/simulations/:simulationId', see: 'policies.read' },
  {
    path: '/sourcing/versions/:number',
    at: 'everyone',
    see: 'policies.read',
    send: 'policies.publish',
  },
  { path: '/products', at: 'everyone', see: 'catalog.read' },
  { path: '/products.csv', at: 'everyone', see: 'catalog.read' },
  { path: '/products/bulk', see: 'catalog.manage', send: 'catalog.manage' },
  { path: '/products/new', see: 'catalog.manage', send: 'catalog.manage' },
  { path: '/products/:productId/preview', see: 'catalog.manage' },
  { path: '/products/:productId/stock', at: 'places', see: 'stock.receive', send: 'stock.receive' },
  { path: '/products/:productId', at: 'everyone', see: 'catalog.read', send: 'catalog.manage' },
  { path: '/pictures', see: 'pictures.add', send: 'pictures.add' },
  { path: '/pictures/:pictureJobId', see: 'pictures.add' },
  { path: '/pictures/:pictureJobId/sent', see: 'pictures.add', send: 'pictures.add' },
  { path: '/shop-window', at: 'everyone', see: 'window.read', send: 'window.edit' },
  { path: '/shop-window/discard', see: 'window.edit', send: 'window.edit' },
  { path: '/shop-window/publish', see: 'window.publish', send: 'window.publish' },
  { path: '/shop-window/cancel', see: 'window.publish', send: 'window.publish' },
  { path: '/shop-window/versions/:number', at: 'everyone', see: 'window.read', send: 'window.publish' },
  { path: '/categories', at: 'everyone', see: 'catalog.read', send: 'catalog.manage' },
  { path: '/categories/:categoryId', see: 'catalog.manage', send: 'catalog.manage' },
  { path: '/grids', see: 'grids.read' },
  { path: '/grids/draft', see: 'grids.edit' },
  { path: '/grids/draft/:step', see: 'grids.edit', send: 'grids.edit' },
  { path: '/grids/discard', see: 'grids.edit', send: 'grids.edit' },
  { path: '/grids/publish', see: 'grids.publish', send: 'grids.publish' },
  { path: '/grids/cancel', see: 'grids.publish', send: 'grids.publish' },
  { path: '/grids/versions/:number', see: 'grids.read', send: 'grids.publish' },
  { path: '/rollout', at: 'places', see: 'locations.read', send: 'locations.manage' },
  { path: '/locations', at: 'places', see: 'locations.read' },
  { path: '/locations.csv', at: 'places', see: 'locations.read' },
  { path: '/locations/bulk', at: 'places', see: 'locations.manage', send: 'locations.manage' },
  { path: '/bulk-edits/places', at: 'places', see: 'locations.manage' },
  { path: '/bulk-edits/places/:bulkEditId/rows.csv', at: 'places', see: 'locations.manage' },
  {
    path: '/bulk-edits/places/:bulkEditId',
    at: 'places',
    see: 'locations.manage',
    send: 'locations.manage',
  },
  { path: '/bulk-edits/products', see: 'catalog.manage' },
  { path: '/bulk-edits/products/:bulkEditId/rows.csv', see: 'catalog.manage' },
  { path: '/bulk-edits/products/:bulkEditId', see: 'catalog.manage', send: 'catalog.manage' },
  { path: '/locations/map', at: 'places', see: 'locations.read' },
  { path: '/locations/map/:document', at: 'places', see: 'locations.read' },
  { path: '/locations/new', see: 'locations.manage', send: 'locations.manage' },
  {
    path: '/locations/:locationId/hours',
    at: 'places',
    see: 'locations.manage',
    send: 'locations.manage',
  },
  {
    path: '/locations/:locationId/details',
    at: 'places',
    see: 'locations.manage',
    send: 'locations.manage',
  },
  {
    path: '/locations/:locationId',
    at: 'places',
    see: 'locations.read',
    send: 'locations.manage',
  },
  { path: '/labels', at: 'places', see: 'codes.mint' },
  { path: '/codes', see: 'codes.read', send: 'codes.manage' },
  { path: '/codes/:code', see: 'codes.read', send: 'codes.manage' },
  { path: '/posters', see: 'codes.manage', send: 'codes.manage' },
  { path: '/posters/:posterJobId', see: 'codes.read' },
  { path: '/posters/:posterJobId/files/:step', see: 'codes.read' },
  { path: '/poster-templates', see: 'codes.read', send: 'codes.manage' },
  { path: '/poster-templates/discard', see: 'codes.manage', send: 'codes.manage' },
  { path: '/poster-templates/publish', see: 'codes.manage', send: 'codes.manage' },
  { path: '/poster-templates/cancel', see: 'codes.manage', send: 'codes.manage' },
  { path: '/poster-templates/versions/:number', see: 'codes.read', send: 'codes.manage' },
  { path: '/scenes', see: 'codes.read', send: 'codes.manage' },
  { path: '/scenes/:sceneId', see: 'codes.read', send: 'codes.manage' },
  { path: '/prices', at: 'everyone', see: 'prices.read' },
  { path: '/prices/publish', see: 'prices.publish', send: 'prices.publish' },
  { path: '/prices/cancel', see: 'prices.publish', send: 'prices.publish' },
  { path: '/prices/versions/:number', at: 'everyone', see: 'prices.read', send: 'prices.publish' },
  { path: '/prices/:part', see: 'prices.edit', send: 'prices.edit' },
  { path: '/setup', see: 'settings.read' },
  { path: '/settings', at: 'everyone', see: 'settings.read' },
  { path: '/settings/:area', at: 'everyone', see: 'settings.read', send: 'settings.edit' },
  { path: '/settings/:area/discard', see: 'settings.edit', send: 'settings.edit' },
  {
    path: '/settings/:area/publish',
    see: 'settings.publish',
    send: 'settings.publish',
  },
  { path: '/settings/:area/cancel', see: 'settings.publish', send: 'settings.publish' },
  {
    path: '/settings/:area/versions/:number',
    at: 'everyone',
    see: 'settings.read',
    send: 'settings.publish',
  },
  { path: '/stops', see: 'stops.manage', send: 'stops.manage' },
  { path: '/stops/:stopId/lift', see: 'stops.manage', send: 'stops.manage' },
  { path: '/site-files', see: 'settings.read', send: 'settings.publish' },
  { path: '/site-files/:siteFileId/remove', see: 'settings.publish', send: 'settings.publish' },
  { path: '/legal', at: 'everyone', see: 'settings.read' },
  { path: '/legal/:document', at: 'everyone', see: 'settings.read', send: 'settings.edit' },
  { path: '/legal/:document/discard', see: 'settings.edit', send: 'settings.edit' },
  { path: '/legal/:document/publish', see: 'settings.publish', send: 'settings.publish' },
  { path: '/legal/:document/cancel', see: 'settings.publish', send: 'settings.publish' },
  {
    path: '/legal/:document/versions/:number',
    at: 'everyone',
    see: 'settings.read',
    send: 'settings.publish',
  },
  { path: '/commission-holds', see: 'commission.read', send: 'commission.release' },
  { path: '/commission-rates', see: 'rates.read', send: 'rates.edit' },
  { path: '/commission-rates/new', see: 'rates.edit', send: 'rates.edit' },
  { path: '/commission-rates/rules/:ruleId', see: 'rates.edit', send: 'rates.edit' },
  { path: '/commission-rates/try', see: 'rates.edit', send: 'rates.edit' },
  { path: '/commission-rates/trials/:trialId', see: 'rates.read' },
  { path: '/commission-rates/discard', see: 'rates.edit', send: 'rates.edit' },
  { path: '/commission-rates/publish', see: 'rates.publish', send: 'rates.publish' },
  { path: '/commission-rates/cancel', see: 'rates.publish', send: 'rates.publish' },
  { path: '/commission-rates/versions/:number', see: 'rates.read', send: 'rates.publish' },
  { path: '/withholding', see: 'withholding.read', send: 'withholding.edit' },
  { path: '/withholding/discard', see: 'withholding.edit', send: 'withholding.edit' },
  { path: '/withholding/publish', see: 'withholding.publish', send: 'withholding.publish' },
  { path: '/withholding/cancel', see: 'withholding.publish', send: 'withholding.publish' },
  { path: '/withholding/versions/:number', see: 'withholding.read', send: 'withholding.publish' },
  { path: '/stock', at: 'places', see: 'stock.read' },
  { path: '/stock.csv', at: 'places', see: 'stock.read' },
  { path: '/stock/hot', at: 'places', see: 'stock.hot.manage', send: 'stock.hot.manage' },
  { path: '/stock/hot/unmark', at: 'places', see: 'stock.hot.manage', send: 'stock.hot.manage' },
  { path: '/stock-differences', at: 'places', see: 'stock.read' },
  { path: '/stock-differences.csv', at: 'places', see: 'stock.read' },
  { path: '/stock-differences/settle', at: 'places', see: 'stock.adjust', send: 'stock.adjust' },
  { path: '/import', at: 'places', see: 'imports.run', send: 'imports.run' },
  { path: '/import/finish', at: 'places', see: 'imports.run', send: 'imports.run' },
  { path: '/import/:part', at: 'places', see: 'imports.run', send: 'imports.run' },
  { path: '/availability', at: 'places', see: 'stock.read' },
  { path: '/availability/checks', at: 'places', see: 'stock.check', send: 'stock.check' },
  { path: '/transfers', at: 'places', see: 'transfers.read' },
  { path: '/transfers.csv', at: 'places', see: 'transfers.read' },
  { path: '/transfers/new', at: 'places', see: 'transfers.work', send: 'transfers.work' },
  { path: '/transfers/:transferId', at: 'places', see: 'transfers.read', send: 'transfers.work' },
  { path: '/transfer-prices', see: 'contracts.read', send: 'contracts.edit' },
  { path: '/transfer-prices/discard', see: 'contracts.edit', send: 'contracts.edit' },
  {
    path: '/transfer-prices/versions/:number',
    see: 'contracts.read',
    send: 'contracts.manage',
  },
  {
    path: '/transfer-prices/cancel',
    see: 'contracts.manage',
    send: 'contracts.manage',
  },
  {
    path: '/transfer-prices/publish',
    see: 'contracts.manage',
    send: 'contracts.manage',
  },
  { path: '/owners', see: 'owners.read' },
  { path: '/owners/new', see: 'contracts.manage', send: 'contracts.manage' },
  { path: '/owners/:ownerId/known', see: 'contracts.manage', send: 'contracts.manage' },
  { path: '/owners/:ownerId/prices/:locationId', see: 'contracts.read' },
  { path: '/owners/:ownerId/contract', see: 'contracts.read', send: 'contracts.edit' },
  {
    path: '/owners/:ownerId/contract/versions/:number',
    see: 'contracts.read',
    send: 'contracts.manage',
  },
  {
    path: '/owners/:ownerId/contract/publish',
    see: 'contracts.manage',
    send: 'contracts.manage',
  },
  {
    path: '/owners/:ownerId/contract/cancel',
    see: 'contracts.manage',
    send: 'contracts.manage',
  },
  { path: '/owners/:ownerId/contract/:act', see: 'contracts.edit', send: 'contracts.edit' },
  { path: '/owners/:ownerId', see: 'owner.statement.read', send: 'sharing.manage' },
];

function fits(rule: string, path: string): boolean {
  const [wanted, given] = [rule.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}

/** `path` is the path under /hq, `/` for /hq itself. */
export function pageRuleOf(path: string): PageRule | null {
  return pageRules.find((rule) => fits(rule.path, path)) ?? null;
}

const seenAt = ({ at }: PageRule) => (at === undefined ? wholeBrand : anywhere);
const sentAt = ({ at }: PageRule) => (at === 'places' ? anywhere : wholeBrand);

export function maySee(principal: Principal, path: string): boolean {
  const rule = pageRuleOf(path);
  return rule !== null && may(principal, rule.see, seenAt(rule));
}

export function maySend(principal: Principal, path: string): boolean {
  const rule = pageRuleOf(path);
  return rule?.send !== undefined && may(principal, rule.send, sentAt(rule));
}
