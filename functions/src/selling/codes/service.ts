import type { LocalizedText } from '@jindian/shared/contract/common';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { CodeInput, CodeMeaning, MadeCode } from '@jindian/shared/contract/selling/codes';
import type { SellerCode, ShelfCode } from '@jindian/shared/contract/selling/seller';
import { gtinOfCode } from '@jindian/shared/gs1-link';
import { codeBodyOf, printedCode } from '@jindian/shared/printed-code';
import { codeLink } from '@jindian/shared/qr-text';
import type { Clock } from '../../platform/clock.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { sellsAs } from '../sellers/rules.ts';
import { createCounting } from './counting.ts';
import { createCodeItems } from './items.ts';
import { createMadeCodes, meaningOfStored, type StoredCode } from './made-codes.ts';
import { productMeaning, type SellerOfCode } from './rules.ts';
import { createScenes } from './scenes.ts';

export type CodesDeps = {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  codeSecret(): string;
  /** Where printed links lead, without a trailing slash. */
  publicBaseUrl: string;
  /** A member's display name and roles; null when there is no such member. */
  memberProfile(memberId: string): Promise<{ nickname: string; roles: readonly RoleGrant[] } | null>;
  /** The name of a branch that serves, or will; null when there is none. */
  locationName(locationId: string): Promise<LocalizedText | null>;
  /** Does this branch sell this product? */
  offers(locationId: string, productId: string): Promise<boolean>;
  hasProduct(productId: string): Promise<boolean>;
  /** The product that has this number (14 digits) under its bars. */
  productOfGtin(gtin14: string): Promise<string | null>;
  /** What a code of the system before stands for; null: nobody knows it. */
  oldCode?(code: string): Promise<CodeMeaning | null>;
};

export type CodeList = Pick<CodeInput, 'sellerId' | 'productId' | 'locationId' | 'sceneId' | 'campaignId'> & {
  kind?: CodeMeaning['kind'] | undefined;
};
type Read = Result<CodeMeaning, 'code_unknown' | 'code_revoked'>;

/** Codes: what is printed, what it stands for, and what no longer leads anywhere. */
export function createCodes(deps: CodesDeps) {
  const items = createCodeItems(deps.table);
  const made = createMadeCodes({ ...deps, items });
  const counting = createCounting({ ...deps, items });
  const nameOf = async (memberId: string) => (await deps.memberProfile(memberId))?.nickname ?? null;
  const scenes = createScenes({ ...deps, items, counting, nameOf });

  /** What was scanned: one of ours, one of the system before, or the number of some goods. */
  async function resolve(text: string): Promise<Read> {
    const body = codeBodyOf(text);
    const own = body && (await made.read(body));
    if (own)
      return own.revokedAtMs === undefined
        ? ok(await scenes.inTime(meaningOfStored(own)))
        : fail('code_revoked');
    const before = await deps.oldCode?.(text);
    if (before) return ok(before);
    const gtin = gtinOfCode(text);
    const productId = gtin && (await deps.productOfGtin(gtin));
    return productId ? ok(productMeaning(productId)) : fail('code_unknown');
  }

  async function sellerOf(memberId: string): Promise<SellerOfCode | null> {
    const profile = await deps.memberProfile(memberId);
    const sells = profile && sellsAs(profile.roles);
    if (!profile || !sells) return null;
    const { kind: sellerKind, locationId } = sells;
    return { sellerId: memberId, sellerName: profile.nickname, sellerKind, locationId };
  }

  const linkOf = (body: string) => {
    const code = printedCode(body);
    return { code, url: codeLink(deps.publicBaseUrl, code) };
  };

  async function shown(stored: StoredCode): Promise<MadeCode> {
    const { revokedAtMs, revokedBy = '', revokedReason = '' } = stored;
    const byName = revokedAtMs === undefined ? null : await nameOf(revokedBy);
    return {
      ...linkOf(stored.code),
      meaning: meaningOfStored(stored),
      madeAtMs: stored.madeAtMs ?? null,
      revoked:
        revokedAtMs === undefined
          ? null
          : { atMs: revokedAtMs, by: revokedBy, byName: byName ?? revokedBy, reason: revokedReason },
    };
  }

  async function find(text: string): Promise<Result<MadeCode, 'code_unknown'>> {
    const body = codeBodyOf(text);
    const stored = body && (await made.read(body));
    return stored ? ok(await shown(stored)) : fail('code_unknown');
  }

  /** The parts are checked here: whoever mints for a page that shows them knows that they are. */
  async function make(parts: CodeInput): Promise<Result<MadeCode>> {
    const { sellerId, productId, locationId, sceneId, campaignId } = parts;
    if (locationId !== undefined && !(await deps.locationName(locationId))) return fail('not_found');
    if (productId !== undefined && !(await deps.hasProduct(productId))) return fail('not_found');
    if (productId !== undefined && locationId !== undefined && !(await deps.offers(locationId, productId)))
      return fail('product_not_offered');
    for (const [kind, id] of [
      ['scene', sceneId],
      ['campaign', campaignId],
    ] as const)
      if (id !== undefined && (await scenes.read(id))?.kind !== kind) return fail('not_found');
    const seller = sellerId === undefined ? null : await sellerOf(sellerId);
    if (sellerId !== undefined && !seller) return fail('not_found');
    const minted = await made.mint(parts, seller);
    if (!minted.ok) return minted;
    const stored = await made.read(minted.value);
    return stored ? ok(await shown(stored)) : fail('busy');
  }

  async function revoke(text: string, by: string, reason: string): Promise<Result<MadeCode>> {
    const body = codeBodyOf(text);
    if (!body) return fail('code_unknown');
    const revoked = await made.revoke(body, by, reason);
    return revoked.ok ? ok(await shown(revoked.value)) : revoked;
  }

  /** Of the first that is named; of no part those of one kind. */
  async function list(of: CodeList, page: { limit: number; cursor?: string | undefined }) {
    const { kind = 'seller', ...parts } = of;
    const [named] = Object.entries(parts).filter(([, value]) => value !== undefined);
    const found = await made.list(named ? named.join(':') : `kind:${kind}`, page);
    return { items: await Promise.all(found.items.map(shown)), nextCursor: found.nextCursor };
  }

  /** The code of a product on a branch's shelf, for whoever sees it there. */
  async function shelfCode(locationId: string, productId: string): Promise<Result<ShelfCode>> {
    if (!(await deps.offers(locationId, productId))) return fail('product_not_offered');
    const minted = await made.mint({ locationId, productId }, null);
    return minted.ok ? ok(linkOf(minted.value)) : minted;
  }

  /** A seller's own code: of a guide or a station with the branch that is theirs. */
  async function sellerCode(memberId: string): Promise<Result<SellerCode>> {
    const seller = await sellerOf(memberId);
    const branchName = seller?.locationId ? await deps.locationName(seller.locationId) : null;
    if (!seller || (seller.locationId !== null && !branchName)) return fail('forbidden');
    const minted = await made.mint({ sellerId: memberId }, seller);
    return minted.ok ? ok({ ...linkOf(minted.value), name: seller.sellerName, branchName }) : minted;
  }

  return {
    resolve,
    make,
    find,
    revoke,
    list,
    shelfCode,
    sellerCode,
    scenes,
    touchWrites: counting.touchWrites,
    soldWrites: counting.soldWrites,
  };
}
export type Codes = ReturnType<typeof createCodes>;
