import type { CodeMeaning } from '@jindian/shared/contract/selling/codes';
import type { HqDeps } from '../../deps.ts';
import type { Visit } from '../../visit.ts';

export type NamesOfCodes = Pick<HqDeps, 'codes' | 'network' | 'kindNamer'>;

/** What a code is of, part by part, in words: each with what it is called on the page. */
export async function partsNamed(
  deps: NamesOfCodes,
  visit: Visit,
  meanings: readonly CodeMeaning[],
): Promise<[label: string, name: string][][]> {
  const { t, language } = visit;
  const [{ location }, product, scenes] = await Promise.all([
    deps.network.current(),
    deps.kindNamer(),
    deps.codes.scenes.all(),
  ]);
  const sceneNames = new Map(scenes.map(({ id, name }) => [id, name]));
  return meanings.map((meaning) => {
    const { sellerId, sellerName, productId, locationId, table, sceneId, campaignId } = meaning;
    const parts: [string, string | null][] = [
      [t('codeOfSeller'), sellerName ?? sellerId],
      [t('codeOfScene'), sceneId && (sceneNames.get(sceneId)?.[language] ?? sceneId)],
      [t('codeOfCampaign'), campaignId && (sceneNames.get(campaignId)?.[language] ?? campaignId)],
      [t('codeOfProduct'), productId && (product(productId)?.[language] ?? productId)],
      [t('codeOfPlace'), locationId && (location(locationId)?.name[language] ?? locationId)],
      [t('codeOfTable'), table],
    ];
    return parts.flatMap(([label, name]) => (name ? [[label, name] as [string, string]] : []));
  });
}

/** In groups, as it is read out: five, five, and the one that checks. */
export const codeText = (code: string) =>
  [code.slice(0, 5), code.slice(5, 10), code.slice(10)].join(' ').trim();
