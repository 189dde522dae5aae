import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  filledLegal,
  type LegalContent,
  type LegalDocument,
  type LegalView,
  legalContentSchema,
  legalDocuments,
  legalVersionOf,
} from '@jindian/shared/contract/people/legal';
import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { PolicyDocument, PolicyDocuments } from './documents.ts';
import { standardLegal } from './legal-texts.ts';
import type { SettingsReader } from './settings.ts';

type Compiled = { content: LegalContent; version: string };
export type LegalPolicy = PolicyDocument<LegalContent, Compiled>;

/** What members agree to: a policy document for each text, whose version in force is what they are asked for. */
export function createLegal(
  policies: PolicyDocuments,
  settings: { brand: SettingsReader<'brand'>; selling: SettingsReader<'selling'> },
) {
  const open = (document: LegalDocument): LegalPolicy =>
    policies.document<LegalContent, Compiled>({
      name: `legal-${document}`,
      schema: legalContentSchema,
      permissions: {
        see: 'settings.read',
        seenFrom: 'anywhere',
        edit: 'settings.edit',
        publish: 'settings.publish',
      },
      standard: standardLegal[document],
      compile: (content, number) => ({ content, version: legalVersionOf(number) }),
    });
  const documents = Object.fromEntries(legalDocuments.map((name) => [name, open(name)])) as Record<
    LegalDocument,
    LegalPolicy
  >;

  const boundWords = ({ bindingEnds, bindingDays: days }: Settings<'selling'>): LocalizedText =>
    bindingEnds === 'never'
      ? { zh: '您今后的订单', en: 'all your orders from then on' }
      : { zh: `${days} 天内您的订单`, en: `your orders of the next ${days} days` };

  /** Names and numbers as the brand has them now; a brand that writes in one language only is read so in both. */
  async function filled(content: LegalContent): Promise<LocalizedText> {
    const [brand, selling] = await Promise.all([settings.brand.current(), settings.selling.current()]);
    const name = brandNameOf(brand);
    const text = (language: 'zh' | 'en') =>
      filledLegal(content[language] || content.zh || content.en, {
        brand: name[language],
        company: brand.companyName || name[language],
        phone: brand.servicePhone || '–',
        days: String(selling.bindingDays),
        bound: boundWords(selling)[language],
      });
    return { zh: text('zh'), en: text('en') };
  }

  /** As anybody reads it. */
  async function read(document: LegalDocument): Promise<LegalView> {
    const { content, version } = await documents[document].current();
    return { document, version, text: await filled(content) };
  }

  async function versions(): Promise<{ privacyVersion: string; termsVersion: string }> {
    const [privacy, terms] = await Promise.all([documents.privacy.current(), documents.terms.current()]);
    return { privacyVersion: privacy.version, termsVersion: terms.version };
  }

  return { documents, filled, read, versions };
}
export type Legal = ReturnType<typeof createLegal>;
