import { provinces, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import { isNobodyPaid, isRoleOff } from '@jindian/shared/contract/modules/off';
import type { CommissionArea } from '@jindian/shared/contract/selling/rates';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { createOwnersCalled } from '../goods/ownership/called.ts';
import { maxRoles } from '../people/members/rules.ts';
import type { Analysis } from '../platform/analysis/tables.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import type { FileStore } from '../platform/files/store.ts';
import type { Logger } from '../platform/logger.ts';
import type { JindianTable } from '../platform/table.ts';
import { createAttribution } from '../selling/attribution/service.ts';
import type { MakePoster } from '../selling/codes/posters/maker.ts';
import { createPosters } from '../selling/codes/posters/service.ts';
import { createPosterTemplates } from '../selling/codes/posters/templates.ts';
import { createCodes } from '../selling/codes/service.ts';
import { createSellerCaps } from '../selling/commission/caps/service.ts';
import { createCommissionRates } from '../selling/commission/rates.ts';
import { createCommission } from '../selling/commission/service.ts';
import { createFraud } from '../selling/holds/fraud.ts';
import { createHolds } from '../selling/holds/service.ts';
import { createPointsPolicy } from '../selling/membership/points/policy.ts';
import { createMembership, type MembershipDeps } from '../selling/membership/service.ts';
import { createTiersPolicy } from '../selling/membership/tiers/policy.ts';
import { createMoving } from '../selling/moving/service.ts';
import { createPoolCharges } from '../selling/pool/charges.ts';
import { createPromised } from '../selling/pool/promised.ts';
import { createPool } from '../selling/pool/service.ts';
import { createPromotionsPolicy } from '../selling/promotions/policy.ts';
import { createPromotions } from '../selling/promotions/service.ts';
import { createSegments, type SegmentsDeps } from '../selling/segments/service.ts';
import { createSellers } from '../selling/sellers/service.ts';
import { dealerPayee } from '../selling/settlement/payees/accounts.ts';
import { createSettlement } from '../selling/settlement/service.ts';
import { createWithholdingRates } from '../selling/settlement/withholding/rates.ts';
import { createShares, type SharesDeps } from '../selling/shares/service.ts';
import { createContacts } from '../selling/wecom/service.ts';
import type { WeCom, WechatMiniProgram, WechatPay } from '../wechat/index.ts';
import type { Foundation } from './foundation.ts';
import type { Goods } from './goods.ts';
import { knownPayees } from './known-payees.ts';
import { isWechatItself, miniProgramCodes } from './mini-program-codes.ts';
import type { Money } from './money.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import { noPosters, posterThings } from './poster-things.ts';
import { knownToPromotions, promotedShelf } from './promoted-goods.ts';
import { sharedThings } from './shared-things.ts';

/** Who is credited for what is bought, and what they earn by it. */
export function createSelling(
  deps: Pick<
    Foundation,
    'ids' | 'outbox' | 'idempotency' | 'settings' | 'policies' | 'dueItems' | 'checkpoints' | 'stops'
  > & {
    config: Config;
    wechat: Pick<WechatMiniProgram, 'checkText' | 'unlimitedCode'>;
    wecom: WeCom | null;
    /** Orders are above. */
    creditedOrder: SharesDeps['orderOf'];
    pastOrders: Pick<MembershipDeps, 'orderOf' | 'numbersOf' | 'shoppingOf'> & Pick<SegmentsDeps, 'boughtOf'>;
    secrets: Secrets;
    table: JindianTable;
    clock: Clock;
    logger: Logger;
    places: Pick<Places, 'network'>;
    people: Pick<People, 'members'>;
    files: FileStore;
    drawPoster: MakePoster | undefined;
    analysis: Analysis;
    nameOf(memberId: string): Promise<string>;
    money: Pick<Money, 'ledger'>;
    wechatPay: WechatPay;
    notifyBaseUrl: string;
    goods: Pick<Goods, 'storefront' | 'ownership' | 'contracts' | 'catalog' | 'branchPrices' | 'pictures'>;
  },
) {
  const { config, secrets, table, clock, ids, idempotency, settings, policies } = deps;
  const { members } = deps.people;
  const { network } = deps.places;
  /** Without roles of what the brand has switched off: nothing is done by them. */
  async function memberProfile(memberId: string, how?: { consistent: boolean }) {
    const [known, off] = await Promise.all([members.read(memberId, how), settings.off()]);
    const roles = known?.roles.filter(({ role }) => !isRoleOff(off, role)) ?? [];
    return known && { nickname: known.profile.displayName, roles };
  }
  async function branchName(locationId: string) {
    const place = await network.location(locationId);
    return place?.kind === 'branch' ? place.name : null;
  }
  const codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => secrets.codeSecret,
    publicBaseUrl: config.publicBaseUrl,
    memberProfile,
    locationName: async (locationId) => (await network.location(locationId))?.name ?? null,
    offers: deps.goods.storefront.offers,
    hasProduct: async (productId) => (await deps.goods.catalog.current()).product(productId) !== null,
    productOfGtin: async (gtin14) => (await deps.goods.catalog.current()).productOfGtin(gtin14),
    oldCode: (code) => moving.oldCode(code),
  });
  const posterTemplates = createPosterTemplates(policies);
  const attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    settings: settings.selling,
    codes,
    memberProfile,
    branchName,
  });
  const shares = createShares({
    table,
    clock,
    ids,
    idempotency,
    attribution,
    codes,
    wechat: deps.wechat,
    openidOf: members.openidOf,
    publicBaseUrl: config.publicBaseUrl,
    thingOf: sharedThings({ network, catalog: deps.goods.catalog, brand: settings.brand }),
    orderOf: deps.creditedOrder,
  });
  const contacts = createContacts({
    table,
    clock,
    idempotency,
    outbox: deps.outbox,
    settings: settings.selling,
    off: settings.off,
    codes,
    attribution,
    wecom: () => deps.wecom,
    namesOf: members.profilesOf,
    publicBaseUrl: config.publicBaseUrl,
  });
  const miniProgramCode = miniProgramCodes(deps.wechat, config.messageState);
  const posters = createPosters({
    table,
    clock,
    ids,
    outbox: deps.outbox,
    files: deps.files,
    codes,
    templates: posterTemplates,
    miniProgramCode,
    phoneCode: async (scene) => (isWechatItself(config) ? miniProgramCode(scene) : null),
    async shared(shareId) {
      const share = await shares.read(shareId);
      if (!share.ok) return null;
      const { url, note, content, sellerId, sellerName } = share.value;
      const meaning = {
        ...{ sellerId, sellerName, locationId: content.locationId },
        ...{ productId: content.kind === 'product' ? content.productId : null },
        ...{ sceneId: null, campaignId: null, table: null },
      };
      return { url, note, meaning };
    },
    things: posterThings({ ...deps, brand: settings.brand }),
    draw: deps.drawPoster ?? noPosters,
  });
  const holds = createHolds({
    table,
    clock,
    outbox: deps.outbox,
    nameOf: async (id) => (await memberProfile(id))?.nickname ?? id.slice(-6),
    settings: settings.selling,
  });
  const fraud = createFraud({
    table,
    settings: settings.selling,
    bindsInHour: attribution.bindsInHour,
    isBanned: codes.scenes.isBanned,
    isNow: members.isNow,
    // WeChat pays into the account behind this; where banks pay, their accounts belong here too.
    async accountsOf(memberId) {
      const openid = await members.openidOf(memberId);
      return openid === null ? [] : [`wechat:${openid}`];
    },
  });
  const withholding = createWithholdingRates(policies);
  const settlement = createSettlement({
    ...deps,
    ledger: deps.money.ledger,
    settings: settings.settlement,
    withholding,
    appId: config.wechatAppId,
    known: knownPayees({ network, members, owners: createOwnersCalled(deps.goods) }),
    dealerPayees: async () => (await deps.goods.ownership.dealerIds()).map(dealerPayee),
    openidOf: members.openidOf,
    memberIdOf: members.memberIdOfOpenid,
    nameOf: async (id) => (await memberProfile(id))?.nickname ?? id.slice(-6),
    brandName: async () => brandNameOf(await settings.brand.current()).zh,
    payoutsStopped: async () => (await deps.stops.active()).some(({ kind }) => kind === 'payouts'),
    isOff: async () => isNobodyPaid(await settings.off()),
  });
  const promised = createPromised(table);
  const pool = createPool({
    table,
    clock,
    logger: deps.logger,
    ledger: deps.money.ledger,
    promised,
    overdraftFen: async () => (await settings.money.current()).fundPoolOverdraftFen,
  });
  const poolCharges = createPoolCharges({ table, ledger: deps.money.ledger, settings: settings.money });
  const commission = createCommission({
    table,
    clock,
    ledger: deps.money.ledger,
    customersOf: attribution.customersOf,
    holds,
    fraud,
    ensurePayees: settlement.ensurePayees,
    promised,
  });
  const sellers = createSellers({
    table,
    clock,
    ids,
    idempotency,
    outbox: deps.outbox,
    settings: settings.selling,
    off: settings.off,
    members,
    codes,
    attribution,
    commission,
    maxRoles,
    sellerProfile: (memberId) => memberProfile(memberId, { consistent: true }),
    branchName: async (locationId) => (await branchName(locationId))?.zh ?? null,
    isBranch: async (locationId) => (await branchName(locationId)) !== null,
    places: async () => (await network.current()).locations,
  });
  const pointsPolicy = createPointsPolicy(
    policies,
    async (categoryId) => (await deps.goods.catalog.current()).categoryPath(categoryId).length > 0,
  );
  const tiersPolicy = createTiersPolicy(policies);
  const membership = createMembership({
    ...deps,
    ledger: deps.money.ledger,
    members,
    policy: pointsPolicy,
    tiersPolicy,
    off: settings.off,
    secret: () => secrets.pickupSecret,
    codeStepMs: async () => (await settings.serving.current()).pickupCodeSeconds * 1000,
    branchName: async (locationId) => (await branchName(locationId)) ?? null,
    ...deps.pastOrders,
  });
  const promotionsPolicy = createPromotionsPolicy(policies, () => knownToPromotions(deps, tiersPolicy));
  const promotions = createPromotions({
    table,
    clock,
    ids,
    idempotency,
    members,
    secret: () => secrets.codeSecret,
    policy: promotionsPolicy,
    off: settings.off,
    tierIdOf: membership.tiers.idOf,
    shelf: promotedShelf(deps),
  });
  const segments = createSegments({
    ...deps,
    members,
    attribution,
    tiers: membership.tiers,
    off: settings.off,
    boughtOf: deps.pastOrders.boughtOf,
  });
  const moving = createMoving({
    table,
    clock,
    idempotency,
    outbox: deps.outbox,
    ledger: deps.money.ledger,
    members,
    attribution,
    points: membership.points,
    secret: () => secrets.codeSecret,
    knows: {
      place: async (locationId) => (await network.location(locationId)) !== null,
      dealer: (ownerId) => deps.goods.ownership.isDealer(ownerId),
      product: async (productId) => (await deps.goods.catalog.current()).product(productId) !== null,
    },
  });
  const rates = createCommissionRates(policies, async () => {
    const goods = await deps.goods.catalog.current();
    return {
      categoryPath: goods.categoryPath,
      productIds: (ids) => new Set(ids.filter((id) => goods.product(id) !== null)),
      brandLines: () => new Set(goods.products.flatMap(({ brandLine }) => brandLine?.zh ?? [])),
      async branchIds(ids) {
        const found = await Promise.all(ids.map((id) => network.location(id)));
        return new Set(found.flatMap((place) => (place?.kind === 'branch' ? [place.id] : [])));
      },
      sellerIds: async (ids) => new Set((await members.profilesOf(ids)).keys()),
      async sceneIds(ids) {
        const found = await Promise.all(ids.map(codes.scenes.read));
        return new Set(found.flatMap((scene) => (scene ? [scene.id] : [])));
      },
      async areAreas(areas) {
        const isProvince = ({ province }: CommissionArea) =>
          (provinces as readonly string[]).includes(shortProvinceName(province));
        if (areas.every((area) => area.city === null)) return areas.map(isProvince);
        const nameOf = ({ province, city }: { province: string; city: string }) =>
          `${shortProvinceName(province)} ${shortCityName(city)}`;
        const cities = new Set((await network.current()).locations.map(nameOf));
        return areas.map(
          (area) =>
            isProvince(area) &&
            (area.city === null || cities.has(nameOf({ province: area.province, city: area.city }))),
        );
      },
    };
  });
  const sellerCaps = createSellerCaps({ table });
  return {
    codes,
    posters,
    posterTemplates,
    attribution,
    shares,
    contacts,
    commission,
    holds,
    fraud,
    pool,
    poolCharges,
    membership,
    pointsPolicy,
    tiersPolicy,
    promotions,
    promotionsPolicy,
    segments,
    moving,
    rates,
    sellers,
    sellerCaps,
    withholding,
    settlement,
  };
}
export type Selling = ReturnType<typeof createSelling>;
