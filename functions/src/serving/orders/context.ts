import type { LocalizedText } from '@jindian/shared/contract/common';
import type { BindingView } from '@jindian/shared/contract/people/member';
import type { BranchPricing } from '../../goods/branch-prices/service.ts';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import type { Contracts } from '../../goods/contracts/rules.ts';
import type { Inventory } from '../../goods/inventory/service.ts';
import type { Transfers } from '../../goods/transfers/service.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { Payments } from '../../money/payments/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Slots } from '../../places/slots/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { DueItems } from '../../platform/due-items.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { LimitCounters } from '../../platform/limit-counters.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Nonces } from '../../platform/nonces.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Stops } from '../../platform/stops/service.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { RecentTouch } from '../../selling/attribution/bindings.ts';
import type { Codes } from '../../selling/codes/service.ts';
import type { SellerCapsService } from '../../selling/commission/caps/service.ts';
import type { CommissionRatesDocument } from '../../selling/commission/rates.ts';
import type { Fraud } from '../../selling/holds/fraud.ts';
import type { Membership } from '../../selling/membership/service.ts';
import type { Promotions } from '../../selling/promotions/service.ts';
import type { Creditable } from '../../selling/sellers/service.ts';
import type { Sourcing } from '../sourcing/service.ts';
import type { OrderStore } from './store.ts';

/** What orders needs to know of a member; the openid goes to WeChat and nowhere else. */
export type Shoppers = {
  /** How the order calls them, and whom WeChat Pay will ask in WeChat; without a WeChat account they pay elsewhere. */
  payer(
    memberId: string,
  ): Promise<{ nickname: string; openid: string | null; phoneTail: string | null } | null>;
  openid(memberId: string): Promise<string | null>;
  /** Who signed in by SMS, and was found to be this member in WeChat: their orders are this member's to see. */
  joined(memberId: string): Promise<readonly string[]>;
  /** Who a member is now: themselves, or the one in WeChat whom they were found to be. */
  isNow(memberId: string): Promise<string>;
  /** What colleagues call them. */
  name(memberId: string): Promise<string>;
  /** Their own numbers as they are now, by id; who told none is left out. */
  phones(memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** They work at some branch. */
  isStaff(memberId: string): Promise<boolean>;
  /** Whether a seller is credited now, and who brought them and earns by it. */
  creditable(seller: Pick<BindingView, 'sellerId' | 'sellerKind'>): Promise<Creditable>;
  /** The seller the member is bound to now. */
  binding(memberId: string): Promise<CreditedBinding | null>;
  /** What somebody met of late who is bound to nobody. */
  recentTouches(memberId: string): Promise<readonly RecentTouch[]>;
};

/** Whose customer a shopper is, and what they met of late. */
export type CreditedBinding = BindingView & { recent: readonly RecentTouch[] };

export type OrderContext = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  store: OrderStore;
  outbox: Outbox;
  dueItems: DueItems;
  idempotency: Idempotency;
  nonces: Nonces;
  limits: LimitCounters;
  slots: Slots;
  transfers: Pick<Transfers, 'requestWrites' | 'actBySystem'>;
  catalog: LiveSnapshot<Catalog>;
  branchPrices: Pick<BranchPricing, 'inForce'>;
  /** What one piece is worth between owners now. */
  transferPriceFen(skuId: string): Promise<number>;
  /** Who sells what, as agreed with each dealer. */
  contracts: { current(): Promise<Contracts> };
  /** HQ, as a seller is called. */
  hqLegalName(): Promise<string>;
  rates: Pick<CommissionRatesDocument, 'current'>;
  /** What orders earn their members. */
  membership: Pick<Membership, 'earningOf'>;
  /** What is cheaper than the catalog says. */
  promotions: Pick<Promotions, 'price' | 'take' | 'giveBackWrites' | 'couponsFor' | 'couponChoices'>;
  /** How much a seller gets of a day and a month at most. */
  sellerCaps: Pick<SellerCapsService, 'counted' | 'givenBackWrites'>;
  fraud: Pick<Fraud, 'noticeWrites'>;
  /** What a channel brought, and which campaign it is part of. */
  channels: Pick<Codes, 'soldWrites'> & { campaignOf(sceneId: string): Promise<string | null> };
  /** What of a category is not taken back without a reason, and why: by its path, nearest first. */
  keptByCategory(): Promise<(path: readonly string[]) => LocalizedText | null>;
  /** What headquarters hold for now. */
  stops: Pick<Stops, 'mayOrder'>;
  /** The brand's times, fees and limits. */
  settings: {
    serving: SettingsReader<'serving'>;
    selling: SettingsReader<'selling'>;
    places: SettingsReader<'places'>;
    goods: SettingsReader<'goods'>;
    money: SettingsReader<'money'>;
  };
  ledger: Pick<Ledger, 'post'>;
  network: Network;
  inventory: Inventory;
  sourcing: Sourcing;
  payments: Payments;
  shoppers: Shoppers;
  pickupSecret(): string;
};
