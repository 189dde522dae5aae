import type { LocalizedText, Page } from '@jindian/shared/contract/common';
import type { Category } from '@jindian/shared/contract/goods/catalog';
import type { ProductCard, SearchOutcome } from '@jindian/shared/contract/goods/storefront';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { Availability } from '../goods/availability/service.ts';
import type { BranchPricing } from '../goods/branch-prices/service.ts';
import type { CatalogEditing } from '../goods/catalog/editing-service.ts';
import type { PriceListsService } from '../goods/catalog/price-lists.ts';
import type { ShopWindowService } from '../goods/catalog/shop-window.ts';
import type { ContractDocuments } from '../goods/contracts/contracts.ts';
import type { Imports } from '../goods/imports/service.ts';
import type { Inventory } from '../goods/inventory/service.ts';
import type { StockViews } from '../goods/inventory/views.ts';
import type { OwnersCalled } from '../goods/ownership/called.ts';
import type { Ownership } from '../goods/ownership/service.ts';
import type { Pictures } from '../goods/pictures/service.ts';
import type { Transfers } from '../goods/transfers/service.ts';
import type { LedgerAccounts } from '../money/ledger/accounts.ts';
import type { FundPoolService } from '../money/ledger/fund-pool.ts';
import type { Ledger } from '../money/ledger/service.ts';
import type { Differences } from '../money/reconciliation/differences.ts';
import type { Reconciliation } from '../money/reconciliation/reconcile.ts';
import type { AuditView } from '../people/audit/view.ts';
import type { Invitations } from '../people/invitations/service.ts';
import type { Bootstrap } from '../people/members/bootstrap.ts';
import type { StaffDirectory } from '../people/members/directory.ts';
import type { PhoneCodes } from '../people/members/phone-codes.ts';
import type { Members } from '../people/members/service.ts';
import type { Sessions } from '../people/members/sessions.ts';
import type { StaffDesk } from '../people/members/staff-routes.ts';
import type { Rights } from '../people/rights/service.ts';
import type { SavedViews } from '../people/saved-views/service.ts';
import type { GridReplays } from '../places/grids/replays.ts';
import type { Grids } from '../places/grids/service.ts';
import type { Network } from '../places/network/service.ts';
import type { Rollout } from '../places/rollout/service.ts';
import type { BranchHoursCommands } from '../places/slots/branch-hours.ts';
import type { Slots } from '../places/slots/service.ts';
import type { AuditLog } from '../platform/audit.ts';
import type { BulkEdits } from '../platform/bulk/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { FileStore } from '../platform/files/store.ts';
import type { Origin } from '../platform/http/origin.ts';
import type { Ids } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';
import type { PartHealth } from '../platform/part-health.ts';
import type { Legal } from '../platform/policy-document/legal.ts';
import type { SettingsDocuments } from '../platform/policy-document/settings.ts';
import type { DeadLetters } from '../platform/queues/dead-letters.ts';
import type { Result } from '../platform/result.ts';
import type { SiteFiles } from '../platform/site-files/service.ts';
import type { Stops } from '../platform/stops/service.ts';
import type { JindianTable } from '../platform/table.ts';
import type { Throttle } from '../platform/throttle.ts';
import type { Attribution } from '../selling/attribution/service.ts';
import type { Posters } from '../selling/codes/posters/service.ts';
import type { PosterTemplatesDocument } from '../selling/codes/posters/templates.ts';
import type { Codes } from '../selling/codes/service.ts';
import type { CommissionRatesDocument } from '../selling/commission/rates.ts';
import type { Commission } from '../selling/commission/service.ts';
import type { RatesTrials } from '../selling/commission/trial/service.ts';
import type { Holds } from '../selling/holds/service.ts';
import type { PointsPolicyDocument } from '../selling/membership/points/policy.ts';
import type { Membership } from '../selling/membership/service.ts';
import type { TiersPolicyDocument } from '../selling/membership/tiers/policy.ts';
import type { Moving } from '../selling/moving/service.ts';
import type { Pool } from '../selling/pool/service.ts';
import type { PromotionsPolicyDocument } from '../selling/promotions/policy.ts';
import type { Promotions } from '../selling/promotions/service.ts';
import type { Segments } from '../selling/segments/service.ts';
import type { Sellers } from '../selling/sellers/service.ts';
import type { Settlement } from '../selling/settlement/service.ts';
import type { WithholdingRatesDocument } from '../selling/settlement/withholding/rates.ts';
import type { Contacts } from '../selling/wecom/service.ts';
import type { Orders } from '../serving/orders/service.ts';
import type { Ratings } from '../serving/ratings/service.ts';
import type { ReturnsPolicyDocument } from '../serving/returns/policy.ts';
import type { Returns } from '../serving/returns/service.ts';
import type { SourcingPolicies } from '../serving/sourcing/policies.ts';
import type { Simulations } from '../serving/sourcing/simulations.ts';
import type { HqAssets } from './assets.ts';

/** What the web view shows of the person at the screen, and whether they are (still) HQ. */
export type HqMember = { displayName: string; roles: readonly RoleGrant[] };

export type ShelfLabel = Pick<ProductCard, 'productId' | 'title' | 'subtitle' | 'fromPriceFen'> & {
  /** What the QR says: a plain link that any scanner opens. */
  url: string;
};
export type ShelfLabels = Page<ShelfLabel> & { branch: { id: string; name: LocalizedText } };

export type HqDeps = {
  config: Pick<Config, 'stage' | 'publicBaseUrl' | 'messageTemplates' | 'h5BaseUrl' | 'pictureUploadOrigin'>;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  table: JindianTable;
  auditView: AuditView;
  staff: StaffDesk;
  savedViews: SavedViews;
  sessions: Pick<Sessions, 'open' | 'verify' | 'list' | 'end' | 'endAll'>;
  throttle: Throttle;
  /** How an empty system gets its first administrator. */
  bootstrap: Bootstrap;
  /** Codes by SMS, and whose number it is. */
  phoneCodes: PhoneCodes;
  knownForPhone: Members['knownForPhone'];
  holderOfPhone: Members['holderOfPhone'];
  memberForPhone: Members['memberForPhone'];
  invitations: Invitations;
  directory: StaffDirectory;
  rights: Pick<Rights, 'list'>;
  holds: Pick<Holds, 'page'>;
  returns: Pick<Returns, 'finding' | 'powersIn' | 'deskOfOrder'>;
  returnsPolicy: ReturnsPolicyDocument;
  ratings: Pick<Ratings, 'list' | 'starsOfPlace'>;
  attribution: Pick<Attribution, 'touchesOf' | 'touchesOfOrder'>;
  contacts: { connection: Pick<Contacts['connection'], 'view'> };
  sellers: Pick<Sellers, 'list' | 'show' | 'brought' | 'touches'>;
  commission: Pick<Commission, 'earnings'>;
  moving: Pick<Moving, 'listMoves' | 'missesOfLately'>;
  audit: Pick<AuditLog, 'pending'>;
  /** The parts that it stands on and that can say how they are. On AWS there is none: the services' alarms tell. */
  health?(): readonly PartHealth[];
  /** Local mode only: what lies on the phone that a code was sent to. */
  localSms?(phone: string): string | null;
  /** A member who may be let in. */
  memberOf(memberId: string): Promise<HqMember | null>;
  /** What people are called, however many at once; who is not there is left out. */
  memberNames(memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  orders: Pick<
    Orders,
    | 'queries'
    | 'finding'
    | 'views'
    | 'reach'
    | 'store'
    | 'personalData'
    | 'notes'
    | 'hq'
    | 'hqRefunds'
    | 'refusals'
  >;
  network: Network;
  grids: Grids;
  rollout: Pick<Rollout, 'states' | 'waves'>;
  gridReplays: Pick<GridReplays, 'of' | 'isNeeded'>;
  slots: Pick<Slots, 'overbookedNow'>;
  branchHours: BranchHoursCommands;
  /** The version of the published network snapshot; it changes with every change of a location. */
  networkVersion(): Promise<string>;
  ledger: Pick<Ledger, 'transfersById'>;
  fundPool: FundPoolService;
  pool: Pick<Pool, 'forecast' | 'toldAtMs'>;
  ledgerAccounts: LedgerAccounts;
  deadLetters: Pick<DeadLetters, 'page'>;
  differences: Pick<Differences, 'list' | 'note' | 'settle' | 'sendBack'>;
  reconciliation: Pick<Reconciliation, 'list' | 'start'>;
  sourcingPolicies: SourcingPolicies;
  simulations: Pick<Simulations, 'start' | 'view'>;
  prices: PriceListsService;
  shopWindow: ShopWindowService;
  goodsEditing: CatalogEditing;
  pictures: Pick<Pictures, 'status'>;
  settings: SettingsDocuments;
  legal: Pick<Legal, 'documents' | 'filled'>;
  siteFiles: Pick<SiteFiles, 'list'>;
  stops: Pick<Stops, 'active'>;
  /** Where what is made to download lies until it is fetched. */
  files: FileStore;
  codes: Codes;
  posters: Posters;
  posterTemplates: PosterTemplatesDocument;
  rates: CommissionRatesDocument;
  withholding: WithholdingRatesDocument;
  settlement: Pick<Settlement, 'runs' | 'statements' | 'payees' | 'payouts' | 'files' | 'tax'>;
  membership: Pick<Membership, 'points' | 'tiers'>;
  segments: Segments;
  tiersPolicy: TiersPolicyDocument;
  promotions: Pick<Promotions, 'usedOf' | 'tryOn'>;
  promotionsPolicy: PromotionsPolicyDocument;
  pointsPolicy: PointsPolicyDocument;
  ratesTrials: Pick<RatesTrials, 'recent' | 'view'>;
  inventory: Pick<Inventory, 'hot' | 'store' | 'differences' | 'tracking' | 'offeredAt' | 'costs'>;
  imports: Imports;
  transfers: Transfers;
  ownership: Ownership;
  contracts: ContractDocuments;
  branchPrices: Pick<BranchPricing, 'list' | 'notAsked'>;
  availability: Availability;
  bulk: BulkEdits;
  /** By what people look for owners. */
  ownersCalled: OwnersCalled;
  knowsSku(skuId: string): Promise<boolean>;
  /** SKUs that the text may mean, best first; the first of the catalog where nothing is typed. */
  searchSkus(
    text: string,
    limit: number,
  ): Promise<SearchOutcome & { items: { skuId: string; title: LocalizedText }[] }>;
  /** Categories and products that the text may mean. */
  searchKinds(text: string, limit: number): Promise<{ id: string; name: LocalizedText }[]>;
  /** Categories alone. */
  searchCategories(text: string, limit: number): Promise<{ id: string; name: LocalizedText }[]>;
  /** Products alone. */
  searchProducts(text: string, limit: number): Promise<{ id: string; name: LocalizedText }[]>;
  /** What goods are chosen by: the tree of categories, products by id, lines of the brand. */
  namesOfGoods(): Promise<{
    categories: readonly Category[];
    product(id: string): LocalizedText | undefined;
    brandLines: readonly LocalizedText[];
  }>;
  /** What categories and products are called: undefined where there is none of the id. */
  kindNamer(): Promise<(id: string) => LocalizedText | undefined>;
  stockViews: StockViews;
  /** What a SKU is called, with its form; its number where it left the catalog. */
  skuTitle(skuId: string): Promise<LocalizedText>;
  /** What owners of goods are called: the brand, and dealers by what they signed as, or by their branches. */
  ownerNames(ownerIds: readonly string[]): Promise<ReadonlyMap<string, LocalizedText>>;
  /** How many products there are. */
  catalogSize(): Promise<{ products: number; skusOnSale: number }>;
  /** What a place may carry: the roots of the tree of categories. */
  categoryRoots(): Promise<{ id: string; name: LocalizedText }[]>;
  /** Names of categories, by id. */
  categoryNames(): Promise<ReadonlyMap<string, LocalizedText>>;
  shelfLabels(
    locationId: string,
    page: { limit: number; cursor?: string | undefined; text?: string | undefined },
  ): Promise<Result<ShelfLabels>>;
  /** Local mode only: a session of the demo's HQ member, so that trying needs no phone. */
  localSignIn?(from: Origin): Promise<{ token: string }>;
  /** Styles and scripts; by default those that were built. */
  assets?(): Promise<HqAssets>;
};
