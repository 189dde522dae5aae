import type { LocalizedText } from '@jindian/shared/contract/common';
import { type CommissionPart, commissionParts } from '@jindian/shared/contract/selling/commission-parts';
import type { CommissionPay, CommissionRule } from '@jindian/shared/contract/selling/rates';
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { HqDeps } from '../../deps.ts';
import { formatRate } from '../../format.ts';
import type { Visit } from '../../visit.ts';

/** What things that rules name are called; undefined: it is no longer there. */
export type RuleNames = {
  category(id: string): string | undefined;
  product(id: string): string | undefined;
  branch(id: string): string | undefined;
  seller(id: string): string | undefined;
  scene(id: string): string | undefined;
};

/** The names of all that these rules name. */
export async function ruleNamesOf(
  deps: Pick<HqDeps, 'namesOfGoods' | 'network' | 'memberNames' | 'codes'>,
  { language }: Visit,
  rules: readonly Pick<CommissionRule, 'when'>[],
): Promise<RuleNames> {
  const asksForScenes = rules.some(({ when }) => when.sceneIds !== null);
  const [{ categories, product }, { location }, people, scenes] = await Promise.all([
    deps.namesOfGoods(),
    deps.network.current(),
    deps.memberNames(rules.flatMap(({ when }) => when.sellerIds ?? [])),
    asksForScenes ? deps.codes.scenes.all() : [],
  ]);
  const categoryNames = new Map<string, LocalizedText>(categories.map(({ id, name }) => [id, name]));
  return {
    category: (id) => categoryNames.get(id)?.[language],
    product: (id) => product(id)?.[language],
    branch: (id) => location(id)?.name[language],
    seller: (id) => people.get(id),
    scene: (id) => scenes.find((scene) => scene.id === id)?.name[language],
  };
}

/** For which lines a rule is, one text for each condition that it has. */
export function conditionTexts({ t, code }: Visit, { when }: CommissionRule, names: RuleNames): string[] {
  const listed = (texts: readonly string[]) => texts.join(t('rateAnd'));
  const called = (ids: readonly string[], nameOf: (id: string) => string | undefined) =>
    listed(ids.map((id) => nameOf(id) ?? t('rateGone', { id })));
  const texts: (string | null)[] = [
    when.categoryIds && called(when.categoryIds, names.category),
    when.productIds && called(when.productIds, names.product),
    when.brandLines && t('rateLine', { names: listed(when.brandLines) }),
    when.branchOwnership &&
      t('rateOwnershipOf', { kinds: listed(when.branchOwnership.map((kind) => code('ownership', kind))) }),
    when.branchIds && t('rateAt', { branches: called(when.branchIds, names.branch) }),
    when.sellerKinds && listed(when.sellerKinds.map((kind) => code('sellerKindMany', kind))),
    when.sellerIds && t('rateSellers', { names: called(when.sellerIds, names.seller) }),
    when.areas &&
      t('rateAreas', { areas: listed(when.areas.map(({ province, city }) => `${province}${city ?? ''}`)) }),
    when.sceneIds && t('rateScenes', { names: called(when.sceneIds, names.scene) }),
    when.channels && listed(when.channels.map((channel) => code('channel', channel))),
    when.fromMs === null ? null : t('rateFrom', { time: formatBrandTime(when.fromMs) }),
    when.beforeMs === null ? null : t('rateBefore', { time: formatBrandTime(when.beforeMs) }),
    when.orderFromFen === null ? null : t('rateStep', { amount: formatYuan(when.orderFromFen) }),
    when.buyers && code('buyers', when.buyers),
  ];
  return texts.filter((text) => text !== null);
}

/** Whom a rule pays how much, one text for each. */
export function payTexts(visit: Visit, { pays }: Pick<CommissionRule, 'pays'>): string[] {
  return commissionParts.flatMap((part) => {
    const pay = pays[part];
    return pay ? [payText(visit, part, pay)] : [];
  });
}

function payText({ t, code }: Visit, part: CommissionPart, pay: CommissionPay): string {
  const who = code('commissionPart', part);
  const bounds = [
    pay.floorFen === null ? null : t('rateFloor', { amount: formatYuan(pay.floorFen) }),
    pay.capFen === null ? null : t('rateCap', { amount: formatYuan(pay.capFen) }),
  ].filter((text) => text !== null);
  const plain =
    pay.by === 'percent'
      ? t('ratePercent', { who, percent: formatRate(pay.basisPoints) })
      : t('ratePiece', { who, amount: formatYuan(pay.pieceFen) });
  return bounds.length === 0 ? plain : `${plain}${t('rateBounds', { bounds: bounds.join(t('rateComma')) })}`;
}
