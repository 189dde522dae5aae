import { type PosterTemplates, posterTemplatesSchema } from '@jindian/shared/contract/selling/posters';
import type { PolicyDocument, PolicyDocuments } from '../../../platform/policy-document/documents.ts';

const foot = {
  zh: '微信扫一扫，看价格和库存，直接下单',
  en: 'Scan with WeChat for prices, stock and orders',
};

/** What is printed until headquarters publish texts of their own. */
export const standardTemplates: PosterTemplates = {
  seller: {
    title: { zh: '{seller} 为您服务', en: '{seller} looks after you' },
    line: { zh: '{product} {branch}', en: '{product} {branch}' },
    foot,
    ground: 'brand',
    withLogo: true,
    withPicture: true,
  },
  product: {
    title: { zh: '{product}', en: '{product}' },
    line: { zh: '{price} · {branch}', en: '{price} · {branch}' },
    foot,
    ground: 'white',
    withLogo: true,
    withPicture: true,
  },
  place: {
    title: { zh: '{scene} {branch}', en: '{scene} {branch}' },
    line: { zh: '{table}', en: '{table}' },
    foot,
    ground: 'brand',
    withLogo: true,
    withPicture: false,
  },
};

export function createPosterTemplates(policies: PolicyDocuments): PosterTemplatesDocument {
  return policies.document<PosterTemplates, PosterTemplates>({
    name: 'poster-templates',
    schema: posterTemplatesSchema,
    permissions: { see: 'codes.read', edit: 'codes.manage', publish: 'codes.manage' },
    standard: standardTemplates,
    compile: (content) => content,
  });
}
export type PosterTemplatesDocument = PolicyDocument<PosterTemplates, PosterTemplates>;
