/** Tables that HQ brings in, as the browser and the server both know them: without schemas, which weigh in a browser. */
import type { LocalizedText } from './contract/common.ts';

/** What is moved in from another system, and whose sums a second person signs before anything is booked. */
export const signedKinds = ['members', 'balances', 'dealer_balances'] as const;
export type SignedKind = (typeof signedKinds)[number];
export const movingKinds = [...signedKinds, 'old_codes'] as const;
export type MovingKind = (typeof movingKinds)[number];
/**
 * What HQ brings in from a table: levels of stock, prices, places, goods (a row for each SKU), categories, or what
 * moves in from another system.
 */
export const importKinds = ['levels', 'prices', 'goods', 'categories', 'places', ...movingKinds] as const;
export type ImportKind = (typeof importKinds)[number];
/** By kind of table, where its pictures stand: as addresses, or as names of files in an archive beside it. */
export const pictureColumns = { goods: ['pictures', 'detailPictures'], places: ['placePicture'] } as const;
export const isSignedKind = (kind: ImportKind): kind is SignedKind =>
  (signedKinds as readonly ImportKind[]).includes(kind);
export const isMovingKind = (kind: ImportKind): kind is MovingKind =>
  (movingKinds as readonly ImportKind[]).includes(kind);

/** The sums of a file that its maker states from the old system's own books, and a second person signs. */
export const signedTotals = {
  members: ['members', 'points', 'sellers', 'bindings'],
  balances: ['lots', 'paidFen', 'grantedFen'],
  dealer_balances: ['dealers', 'owedFen', 'owesFen'],
} as const satisfies Record<SignedKind, readonly string[]>;
export type SignedTotal = (typeof signedTotals)[SignedKind][number];
export const signedTotalWords: Record<SignedTotal, LocalizedText> = {
  members: { zh: '会员数', en: 'Members' },
  points: { zh: '积分合计', en: 'Points in all' },
  sellers: { zh: '导购数', en: 'Sellers' },
  bindings: { zh: '绑定数', en: 'Members bound to a seller' },
  lots: { zh: '储值笔数', en: 'Lots of stored value' },
  paidFen: { zh: '本金合计（元）', en: 'Paid parts in all, in yuan' },
  grantedFen: { zh: '赠金合计（元）', en: 'Granted parts in all, in yuan' },
  dealers: { zh: '加盟商数', en: 'Dealers' },
  owedFen: { zh: '应付加盟商合计（元）', en: 'Owed to dealers in all, in yuan' },
  owesFen: { zh: '加盟商欠款合计（元）', en: 'Owed by dealers in all, in yuan' },
};
/** As many lots of stored value as one member may bring along. */
export const maxLotsOfMember = 30;

/** Rows that travel together: some tens of kilobytes, some transactions. */
export const rowsPerPortion = 500;
/** Rows of places say more. */
export const placesPerPortion = 100;
/** Each of them is a question to the map service. */
export const unlocatedPerPortion = 20;

/** In which datum points are written down: of Tencent and AMap, of a GPS device, of Baidu. */
export const datums = ['gcj02', 'wgs84', 'bd09'] as const;
export type Datum = (typeof datums)[number];
export const maxImportRows = 200_000;

/** Of goods fewer, where they have long texts: what a request may carry. */
export const charactersPerPortion = 24_000;
/** What a product's description may have. */
export const maxTextLength = 2_000;
