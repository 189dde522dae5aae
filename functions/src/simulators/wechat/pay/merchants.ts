import type { SimulatorAccount, SimulatorKeys } from './keys.ts';

/** The merchants that this WeChat Pay knows: the brand's own, others with keys of their own, and service providers. */

export interface Party {
  readonly mchid: string;
  /** With a service provider's number: the sub-merchant whose money it is. */
  readonly subMchid?: string;
}

/** A merchant number beside the brand's own; with sub-merchants it is a service provider's. */
export interface MerchantSpec {
  readonly mchid: string;
  readonly subMchids?: readonly string[];
}

export interface KnownAccount {
  readonly keys: SimulatorAccount;
  readonly subMchids: readonly string[] | undefined;
}

export class Merchants {
  readonly #accounts = new Map<string, KnownAccount>();
  readonly brand: KnownAccount;

  constructor(
    readonly keys: SimulatorKeys,
    specs: readonly MerchantSpec[],
  ) {
    this.brand = { keys, subMchids: undefined };
    this.#accounts.set(keys.mchid, this.brand);
    for (const { mchid, subMchids } of specs) {
      const account = keys.otherAccounts?.find((other) => other.mchid === mchid);
      if (account === undefined) throw new Error(`no keys were made for merchant ${mchid}`);
      this.#accounts.set(mchid, { keys: account, subMchids });
    }
  }

  account(mchid: unknown): KnownAccount | undefined {
    return typeof mchid === 'string' ? this.#accounts.get(mchid) : undefined;
  }

  /** Whether money can go to this party. */
  knows({ mchid, subMchid }: Party): boolean {
    const account = this.#accounts.get(mchid);
    if (account === undefined) return false;
    return subMchid === undefined
      ? account.subMchids === undefined
      : account.subMchids?.includes(subMchid) === true;
  }

  /** Numbers are unique for a merchant; the brand's own stand by themselves. */
  keyOf(party: Party, number: string): string {
    if (party.mchid === this.keys.mchid) return number;
    return `${party.mchid}${party.subMchid === undefined ? '' : `/${party.subMchid}`}#${number}`;
  }
}
