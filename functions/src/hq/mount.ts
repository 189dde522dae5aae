import { anywhere, may } from '@jindian/shared/access';
import { isPageOff } from '@jindian/shared/contract/modules/off';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { brandStyle } from '@jindian/shared/design/stylesheets';
import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { createSignInTickets } from '../people/members/sign-in-tickets.ts';
import type { ApiApp } from '../platform/http/app.ts';
import type { Mount } from '../platform/http/mount.ts';
import { problemOf } from '../platform/http/problem.ts';
import { throttlePages } from '../platform/http/throttled.ts';
import { hqAssets } from './assets.ts';
import type { HqDeps } from './deps.ts';
import { handsOutFiles } from './downloads.ts';
import { bindToBrowser } from './forms/browser-form.tsx';
import { readFields } from './forms/fields.ts';
import { createForms, type FormRegistry } from './forms/form.tsx';
import { maySee, maySend, pageRuleOf } from './page-permissions.ts';
import { bulkEditPages } from './pages/bulk/bulk-edit.tsx';
import { placeBulkPage } from './pages/bulk/place-bulk.tsx';
import { productBulkPage } from './pages/bulk/product-bulk.tsx';
import { brokenPage, forbiddenPage, notFoundPage, problemPage, staleFormPage } from './pages/errors.tsx';
import { availabilityPages } from './pages/goods/availability.tsx';
import { categoryPages } from './pages/goods/categories.tsx';
import { importPages } from './pages/goods/import.tsx';
import { labelPages } from './pages/goods/labels.tsx';
import { ownPricePages } from './pages/goods/own-prices.tsx';
import { ownerContractPages } from './pages/goods/owner-contract.tsx';
import { transferPricePages } from './pages/goods/owner-prices.tsx';
import { ownerPages } from './pages/goods/owners.tsx';
import { pictureRoutes } from './pages/goods/pictures.tsx';
import { pricePages } from './pages/goods/prices.tsx';
import { productPreviewPage } from './pages/goods/product-preview.tsx';
import { productPages } from './pages/goods/products.tsx';
import { shopWindowPages } from './pages/goods/shop-window.tsx';
import { stockPages } from './pages/goods/stock.tsx';
import { stockDifferencePages } from './pages/goods/stock-differences.tsx';
import { transferPage } from './pages/goods/transfer.tsx';
import { newTransferPage } from './pages/goods/transfer-new.tsx';
import { transferPages } from './pages/goods/transfers.tsx';
import { differencePages } from './pages/money/differences.tsx';
import { fundPoolPages } from './pages/money/fund-pool.tsx';
import { ledgerPages } from './pages/money/ledger.tsx';
import { morePages } from './pages/more.tsx';
import { auditPages } from './pages/people/audit.tsx';
import { beginPages } from './pages/people/begin.tsx';
import { invitationPages } from './pages/people/invitations.tsx';
import { joinPages } from './pages/people/join.tsx';
import { memberRequestPages } from './pages/people/member-requests.tsx';
import { peoplePages } from './pages/people/people.tsx';
import { rolePages } from './pages/people/roles.tsx';
import { sessionPages } from './pages/people/sessions.tsx';
import { signInPages, signOutPage } from './pages/people/sign-in.tsx';
import { phoneSignInPages } from './pages/people/sign-in-phone.tsx';
import { pickPages } from './pages/pick.tsx';
import { gridPages } from './pages/places/grids.tsx';
import { gridDraftPages } from './pages/places/grids-draft.tsx';
import { locationPage } from './pages/places/location.tsx';
import { locationDetailsPage } from './pages/places/location-details.tsx';
import { locationHoursPage } from './pages/places/location-hours.tsx';
import { newLocationPage } from './pages/places/location-new.tsx';
import { locationPages } from './pages/places/locations.tsx';
import { locationsMapPage } from './pages/places/locations-map.tsx';
import { mapPages } from './pages/places/map.tsx';
import { rolloutPages } from './pages/places/rollout.tsx';
import { savedViewForms } from './pages/saved-views.ts';
import { searchPages } from './pages/search.tsx';
import { codePages } from './pages/selling/codes.tsx';
import { commissionHoldPages } from './pages/selling/commission-holds.tsx';
import { commissionRatePages } from './pages/selling/commission-rates.tsx';
import { memberPages } from './pages/selling/member.tsx';
import { movingPages } from './pages/selling/moving.tsx';
import { ownerSettlementPages } from './pages/selling/owner-settlements.tsx';
import { payeePages } from './pages/selling/payees.tsx';
import { payoutFilePages } from './pages/selling/payout-files.tsx';
import { payoutPages } from './pages/selling/payouts.tsx';
import { pointsPolicyPages } from './pages/selling/points-policy.tsx';
import { posterTemplatePages } from './pages/selling/poster-templates.tsx';
import { posterPages } from './pages/selling/posters.tsx';
import { promotionPages } from './pages/selling/promotions.tsx';
import { scenePages } from './pages/selling/scenes.tsx';
import { segmentPages } from './pages/selling/segment.tsx';
import { segmentListPages } from './pages/selling/segments.tsx';
import { sellerPages } from './pages/selling/seller.tsx';
import { sellerListPages } from './pages/selling/sellers.tsx';
import { settlementPages } from './pages/selling/settlement.tsx';
import { taxPages } from './pages/selling/tax-report.tsx';
import { tiersPolicyPages } from './pages/selling/tiers-policy.tsx';
import { topListPages } from './pages/selling/top-lists.tsx';
import { touchPages } from './pages/selling/touches.tsx';
import { weComPages } from './pages/selling/wecom.tsx';
import { withholdingPages } from './pages/selling/withholding.tsx';
import { createDayBoards } from './pages/serving/day-board.ts';
import { failedRefundPages } from './pages/serving/failed-refunds.tsx';
import { orderPages } from './pages/serving/order.tsx';
import { orderActions } from './pages/serving/order-actions.tsx';
import { orderNoteForms } from './pages/serving/order-notes.tsx';
import { personalDataPages } from './pages/serving/personal-data.tsx';
import { queuePages } from './pages/serving/queue.tsx';
import { ratingPages } from './pages/serving/ratings.tsx';
import { refundPages } from './pages/serving/refund.tsx';
import { refusalPages } from './pages/serving/refusals.tsx';
import { returnPages } from './pages/serving/returns.tsx';
import { returnsPolicyPages } from './pages/serving/returns-policy.tsx';
import { sourcingPages } from './pages/serving/sourcing.tsx';
import { sourcingDraftPages } from './pages/serving/sourcing-draft.tsx';
import { sourcingEditPages } from './pages/serving/sourcing-edit.tsx';
import { sourcingSimulationPages } from './pages/serving/sourcing-simulation.tsx';
import { todayPages } from './pages/serving/today.tsx';
import { allWaiting, createWaiting } from './pages/serving/waiting.ts';
import { legalPages } from './pages/settings/legal.tsx';
import { settingsPages } from './pages/settings/settings.tsx';
import { setupPages } from './pages/settings/setup.tsx';
import { siteFilePages } from './pages/settings/site-files.tsx';
import { stopPages } from './pages/settings/stops.tsx';
import { deadLetterPages } from './pages/work/dead-letters.tsx';
import { navigationOf } from './ui/layout.tsx';
import {
  cookieNames,
  csrfTokenOf,
  type HqContext,
  type HqEnvironment,
  sameToken,
  signedIn,
  visitOf,
} from './visit.ts';

/** Everything comes from here and nothing runs but our own files: what is injected into a page stays text. */
const contentPolicyOf = (uploads = '', shop = '') =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${uploads}`.trim(),
    `frame-src 'self' ${shop}`.trim(),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Pages before the sign-in whose forms end with a session. */
const waysIn = [
  '/begin',
  '/sign-in',
  '/sign-in/:ticket',
  '/sign-in-phone',
  '/local-sign-in',
  '/enter',
  '/join',
];

/** Mounts the light web view for HQ under /hq. */
export function mountHq(app: ApiApp, deps: HqDeps, call: Mount['call']): FormRegistry {
  const hq = new Hono<HqEnvironment>();
  const forms = createForms(hq, call);
  const tickets = createSignInTickets(deps, 'hq');
  const boardOf = createDayBoards({
    queries: deps.orders.queries,
    places: deps.orders.views.places,
    clock: deps.clock,
  });
  const waitingFor = createWaiting(deps);
  const assetsOf = deps.assets ?? hqAssets;
  const contentPolicy = contentPolicyOf(
    deps.config.pictureUploadOrigin,
    deps.config.h5BaseUrl && new URL(deps.config.h5BaseUrl).origin,
  );

  hq.use('*', async (c, next) => {
    c.set('visit', visitOf(c));
    c.set('signedIn', null);
    c.set('browserToken', null);
    c.set('browserProved', false);
    c.set('waiting', null);
    c.set('savedViews', async () => []);
    c.set('ownerNames', deps.ownerNames);
    c.set('demoMs', deps.localSignIn && deps.config.stage === 'local' ? deps.clock.nowMs() : null);
    const brand = await deps.settings.brand.current();
    c.set('off', await deps.settings.off());
    c.set('stops', await deps.stops.active());
    c.set('brand', { ...brand, name: brandNameOf(brand) });
    c.set('assets', await assetsOf());
    await next();
    if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', contentPolicy);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    // Pages show orders and money: no shared computer's back button may bring them up after signing out.
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });

  hq.get('/assets/:name', (c) => {
    const asset = Object.values(c.get('assets')).find(({ path }) => path === c.req.path);
    if (!asset) return notFoundPage(c);
    const zipped = asset.gzipped !== null && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
    if (zipped) c.header('content-encoding', 'gzip');
    c.header('vary', 'accept-encoding');
    c.header('content-type', asset.contentType);
    c.header('cache-control', 'public, max-age=31536000, immutable');
    return c.body(new Uint8Array(zipped ? (asset.gzipped as Buffer) : asset.body));
  });
  hq.get('/brand/:colour{[0-9a-f]{6}\\.css}', (c) => {
    c.header('content-type', 'text/css; charset=utf-8');
    c.header('cache-control', 'public, max-age=31536000, immutable');
    return c.body(`:root {${brandStyle(`#${c.req.param('colour').slice(0, 6)}`)}}\n`);
  });
  // A page that is opened makes a ticket; what only asks how a ticket stands is as cheap as any public read.
  hq.get('/sign-in', throttlePages(deps.throttle, 'sign_in_ticket'));
  hq.get('/sign-in/:ticket', throttlePages(deps.throttle, 'public'));
  hq.get('/enter', throttlePages(deps.throttle, 'sign_in'));
  hq.get('/begin', throttlePages(deps.throttle, 'bootstrap'));
  hq.post('/begin', throttlePages(deps.throttle, 'bootstrap'));
  hq.post('/sign-in-phone', throttlePages(deps.throttle, 'sms_address'));
  hq.get('/join', throttlePages(deps.throttle, 'invitation_page'));
  hq.post('/join', throttlePages(deps.throttle, 'invitation_page'));
  hq.post('/enter', throttlePages(deps.throttle, 'sign_in'));
  for (const path of waysIn) hq.use(path, bindToBrowser(deps.config.publicBaseUrl));
  beginPages(hq, deps);
  joinPages(hq, deps);
  phoneSignInPages(hq, deps, tickets);
  signInPages(hq, deps, tickets);

  hq.use('*', async (c, next) => {
    const token = getCookie(c, cookieNames.session);
    // Read anew at every page: a session that was ended and a role that was taken away are gone at once.
    const known = token ? await deps.sessions.verify('hq', token, 'fresh') : null;
    if (!token || !known?.ok) return toSignIn(c);
    const { principal, sessionId, standing } = known.value;
    if (!may(principal, 'hq.enter', anywhere)) return forbiddenPage(c);
    const csrfToken = csrfTokenOf(token);
    const { displayName } = standing.profile;
    c.set('sessionId', sessionId);
    c.set('savedViews', (list) => deps.savedViews.list(principal.memberId, list));
    c.set('signedIn', { memberId: principal.memberId, displayName, csrfToken, principal, sessionId });
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const fields = await readFields(c);
      if (!sameToken(fields.text('csrf'), csrfToken)) return staleFormPage(c);
    }
    await next();
    return undefined;
  });

  // Whoever may not see a page or send its form comes no further.
  hq.use('*', async (c, next) => {
    const { principal } = signedIn(c);
    const path = c.req.path.replace(/^\/hq/, '') || '/';
    const sends = c.req.method !== 'GET' && c.req.method !== 'HEAD';
    if (pageRuleOf(path) === null || isPageOff(c.get('off'), path)) return notFoundPage(c);
    if (sends ? maySend(principal, path) : maySee(principal, path)) {
      await next();
      return undefined;
    }
    const first = path === '/' ? navigationOf(c)[0] : undefined;
    return first ? c.redirect(first.href, 303) : forbiddenPage(c);
  });

  hq.use('*', handsOutFiles(deps.files));

  // Said on every page, and never in the way of one.
  hq.use('*', async (c, next) => {
    const isPage = c.req.method === 'GET' && !/\.csv$|^\/hq\/(?:pick|map)\//.test(c.req.path);
    if (isPage) {
      const waiting = await waitingFor.atHand(c).catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'what waits was not counted');
        return null;
      });
      c.set('waiting', waiting && allWaiting(waiting));
    }
    await next();
    return undefined;
  });

  signOutPage(deps, forms);
  sessionPages(hq, deps, forms);
  peoplePages(hq, deps, forms);
  invitationPages(hq, deps, forms);
  rolePages(hq);
  memberRequestPages(hq, deps);
  commissionHoldPages(hq, deps, forms);
  ratingPages(hq, deps, forms);
  returnPages(hq, deps, forms);
  returnsPolicyPages(hq, deps, forms);
  movingPages(hq, deps, forms);
  touchPages(hq, deps);
  weComPages(hq, deps, forms);
  sellerListPages(hq, deps);
  sellerPages(hq, deps, forms);
  auditPages(hq, deps);
  deadLetterPages(hq, deps, forms);
  personalDataPages(forms);
  searchPages(hq, deps, forms);
  todayPages(hq, deps, boardOf, waitingFor);
  mapPages(hq, deps, boardOf);
  orderPages(hq, deps);
  orderActions(hq, deps, forms);
  orderNoteForms(forms);
  refundPages(hq, deps, forms);
  failedRefundPages(hq, deps);
  queuePages(hq, deps, waitingFor);
  legalPages(hq, deps, forms);
  siteFilePages(hq, deps, forms);
  stopPages(hq, deps, forms);
  setupPages(hq, deps);
  morePages(hq);
  savedViewForms(forms);
  refusalPages(hq, deps);
  fundPoolPages(hq, deps, forms);
  ledgerPages(hq, deps, forms);
  differencePages(hq, deps, forms);
  gridPages(hq, deps);
  gridDraftPages(hq, deps, forms);
  rolloutPages(hq, deps, forms);
  locationPages(hq, deps);
  locationsMapPage(hq, deps);
  placeBulkPage(hq, deps, forms);
  productBulkPage(hq, deps, forms);
  bulkEditPages(hq, deps, forms);
  newLocationPage(hq, deps, forms);
  locationDetailsPage(hq, deps, forms);
  locationHoursPage(hq, deps, forms);
  locationPage(hq, deps, forms);
  productPages(hq, deps, forms);
  productPreviewPage(hq, deps);
  pictureRoutes(hq, deps, forms);
  categoryPages(hq, deps, forms);
  shopWindowPages(hq, deps, forms);
  pricePages(hq, deps, forms);
  stockPages(hq, deps, forms);
  stockDifferencePages(hq, deps, forms);
  importPages(hq, deps, forms);
  labelPages(hq, deps);
  codePages(hq, deps, forms);
  scenePages(hq, deps, forms);
  topListPages(hq, deps, boardOf);
  posterPages(hq, deps, forms);
  posterTemplatePages(hq, deps, forms);
  transferPages(hq, deps);
  newTransferPage(hq, deps, forms);
  pickPages(hq, deps);
  transferPage(hq, deps, forms);
  availabilityPages(hq, deps, forms);
  ownerPages(hq, deps, forms);
  transferPricePages(hq, deps, forms);
  ownerContractPages(hq, deps, forms);
  ownPricePages(hq, deps);
  sourcingPages(hq, deps);
  sourcingDraftPages(hq, deps, forms);
  sourcingEditPages(hq, deps, forms);
  sourcingSimulationPages(hq, deps);
  settingsPages(hq, deps, forms);
  commissionRatePages(hq, deps, forms);
  settlementPages(hq, deps, forms);
  payoutPages(hq, deps, forms);
  payoutFilePages(hq, deps, forms);
  payeePages(hq, deps, forms);
  taxPages(hq, deps, forms);
  ownerSettlementPages(hq, deps, forms);
  withholdingPages(hq, deps, forms);
  pointsPolicyPages(hq, deps, forms);
  tiersPolicyPages(hq, deps, forms);
  promotionPages(hq, deps, forms);
  memberPages(hq, deps, forms);
  segmentListPages(hq, deps, forms);
  segmentPages(hq, deps, forms);
  hq.all('*', (c) => notFoundPage(c));
  hq.onError((error, c) => {
    deps.logger.error(
      { requestId: c.get('requestId'), method: c.req.method, route: c.req.routePath, err: error },
      'hq page failed',
    );
    const code = problemOf(error);
    return code === 'internal' ? brokenPage(c as HqContext) : problemPage(c as HqContext, code);
  });
  app.route('/hq', hq as unknown as ApiApp);
  app.get('/hq/', (c) => c.redirect('/hq', 301));
  return forms;
}

/** A page is shown after signing in; a script that refreshes it learns that the session is over. */
function toSignIn(c: HqContext) {
  if (c.req.header('accept')?.includes('application/json')) return problemPage(c, 'unauthenticated');
  const next = c.req.method === 'GET' ? `?next=${encodeURIComponent(c.get('visit').path)}` : '';
  return c.redirect(`/hq/sign-in${next}`, 303);
}
