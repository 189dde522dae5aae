/** What the processes of the order benchmark tell one another; all of it goes through `process.send`. */
import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import type { SimulatorMerchant } from '../../functions/src/simulators/wechat/index.ts';

/** One order to be placed and paid: whose, and what. */
export type Plan = { token: string; openid: string; order: OrderRequest };

export type SimulatorReady = { kind: 'ready'; merchant: SimulatorMerchant; payUrl: string; waitUrl: string };

export type LoadRun = {
  kind: 'run';
  baseUrl: string;
  payUrl: string;
  waitUrl: string;
  clients: number;
  plans: Plan[];
  /** No order is begun after that long. */
  maxSeconds: number;
};
export type LoadDone = {
  kind: 'done';
  seconds: number;
  placeMs: number[];
  /** From sending the order to seeing it `paid`. */
  wholeMs: number[];
  /** To the system alone; what went to the wallet is not counted. */
  requests: number;
  /** How often what went wrong. */
  problems: Record<string, number>;
};

/** Both children answer it with the CPU time they have used so far. */
export type CpuQuestion = { kind: 'cpu' };
export type CpuAnswer = { kind: 'cpu'; cpuMs: number };

export function cpuMsNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
