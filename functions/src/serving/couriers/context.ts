import type { Address } from '@jindian/shared/contract/people/member';
import type { Location } from '@jindian/shared/contract/places/network';
import type { DeliveryFailure } from '@jindian/shared/contract/serving/order';
import type { Clock } from '../../platform/clock.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { LimitCounters } from '../../platform/limit-counters.ts';
import type { Outbox } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import type { Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { CourierStore, TaskKey } from './store.ts';

/**
 * What couriers see of a delivery that orders keep. `at_branch`: packed or to be packed; `on_its_way`; `failed`: could
 * not be delivered, its goods are still out; `arrived`;
 * `gone`: called off, or no longer this branch's.
 */
export type DeliveryJob = TaskKey & {
  locationId: string;
  orderNumber: string;
  stage: 'at_branch' | 'on_its_way' | 'failed' | 'arrived' | 'gone';
  /** Why it failed the last time. */
  failure: DeliveryFailure | null;
  /** When its goods were last at the branch again, after they had been out. */
  cameBackAtMs: number | null;
  /** Null: nothing to deliver, it is picked up. */
  address: Address | null;
  note: string | null;
  goodsCount: number;
  slotId: string | null;
};

/** What orders do for couriers; given at wiring, so that the modules make no circle. */
export type DeliveryJobSource = {
  deliveryJob(key: TaskKey): Promise<DeliveryJob | null>;
  /**
   * What dispatching or delivering it writes, to go into the courier's own transaction; none where it is done already.
   * The labels `order` and `fulfilment` are on condition that their state is still the one that was read.
   */
  onPickedUp(key: TaskKey): Promise<Result<Write[]>>;
  onDelivered(key: TaskKey): Promise<Result<Write[]>>;
  onFailed(key: TaskKey, reason: DeliveryFailure, courierId: string): Promise<Result<Write[]>>;
  onTriedAgain(key: TaskKey): Promise<Result<Write[]>>;
};

export type CourierContext = {
  table: JindianTable;
  clock: Clock;
  store: CourierStore;
  outbox: Outbox;
  limits: LimitCounters;
  idempotency: Idempotency;
  orders: DeliveryJobSource;
  location(locationId: string): Promise<Location | null>;
  /** How shoppers and branches call a courier. */
  nameOf(memberId: string): Promise<string>;
  codeSecret(): string;
  settings: SettingsReader<'serving'>;
};
