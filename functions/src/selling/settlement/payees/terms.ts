import type { PayeeKind } from '@jindian/shared/contract/money/withholding';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import type { PayeeRoute } from '@jindian/shared/contract/selling/settlement';
import type { PayeeRecord } from './store.ts';

/** What others know of a payee: given at wiring, of many at once. */
export type KnownPayee = {
  name: string;
  sellerKind: SellerKind | 'courier' | 'dealer';
  /** The dealer whose branch they work at; null: headquarters'. */
  employerId: string | null;
  employerName?: string;
};
export type KnownPayees = (payeeIds: readonly string[]) => Promise<ReadonlyMap<string, KnownPayee>>;

export type Terms = { name: string; kind: PayeeKind; route: PayeeRoute; employerId: string | null };

/** Until somebody says otherwise: a guide is paid with the wages, a branch or a dealer as a business, everybody else by WeChat. */
const usual: Readonly<Record<KnownPayee['sellerKind'], { kind: PayeeKind; route: PayeeRoute }>> = {
  guide: { kind: 'employee', route: 'wages' },
  station: { kind: 'individual', route: 'wechat' },
  promoter: { kind: 'individual', route: 'wechat' },
  courier: { kind: 'individual', route: 'wechat' },
  branch: { kind: 'business', route: 'bank' },
  dealer: { kind: 'business', route: 'bank' },
};

/** Of who has earned nothing yet, too: headquarters have said nothing of them. */
export function termsOf(
  record: Pick<PayeeRecord, 'payeeId' | 'kind' | 'route'>,
  known: KnownPayee | undefined,
): Terms {
  const { kind, route } = { ...usual[known?.sellerKind ?? 'promoter'] };
  const terms = { kind: record.kind ?? kind, route: record.route ?? route };
  return {
    name: known?.name ?? record.payeeId.slice(-6),
    ...terms,
    // Only who is paid with the wages is paid by an employer.
    employerId: terms.route === 'wages' ? (known?.employerId ?? null) : null,
  };
}
