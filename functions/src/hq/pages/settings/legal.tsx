/** @jsxImportSource hono/jsx */
import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type LegalContent,
  type LegalDocument,
  type LegalFillings,
  legalBlocks,
  legalContentSchema,
  legalDocuments,
  legalFillings,
  legalVersionOf,
  longestLegalText,
} from '@jindian/shared/contract/people/legal';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqEnvironment, Visit } from '../../visit.ts';

const languages = ['zh', 'en'] as const;
const titles = { privacy: 'legalPrivacy', terms: 'legalTerms' } as const;
/** The fillings as they stand in a text. */
const written = Object.fromEntries(legalFillings.map((name) => [name, `{${name}}`])) as LegalFillings;
const baseOf = (document: LegalDocument) => `/hq/legal/${document}`;

/** What members are asked to agree to: a draft, and versions, each of which asks them again. */
export function legalPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'legal' | 'clock'>,
  forms: FormRegistry,
): void {
  hq.get('/legal', (c) => c.redirect(baseOf('privacy'), 302));
  documentPages<LegalContent>(hq, forms, deps, '/legal/:document', (c) => {
    const document = legalDocuments.find((one) => one === c.req.param('document'));
    if (!document) return null;
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.legal.documents[document],
      base: baseOf(document),
      options: {
        title: t(titles[document]),
        place: 'settings',
        backTo: { href: '/hq/settings/brand', text: t('settingsTitle') },
      },
      lead: (
        <>
          <p class="page-lead">{t('legalLead')}</p>
          <nav class="tabs" aria-label={t('legalTitle')}>
            {legalDocuments.map((each) => (
              <a href={baseOf(each)} aria-current={each === document ? 'page' : undefined}>
                {t(titles[each])}
              </a>
            ))}
          </nav>
        </>
      ),
      card: {
        id: 'legal',
        title: ({ inForce }) => t('legalAsked', { version: legalVersionOf(inForce.number) }),
      },
      fields: ({ edited, fault }) => (
        <>
          {languages.map((language) => (
            <label class="field">
              <span>{t(language === 'zh' ? 'legalZh' : 'legalEn')}</span>
              <textarea name={language} rows={14} maxlength={longestLegalText}>
                {typed(fault, language, edited[language])}
              </textarea>
            </label>
          ))}
          <small class="hint">{t('legalHint', written)}</small>
        </>
      ),
      below: async ({ edited }) => (
        <Card id="legal-shown" title={t('legalShown')}>
          <LegalText visit={visit} content={await deps.legal.filled(edited)} />
        </Card>
      ),
      shown: async (_, content) => <LegalText visit={visit} content={await deps.legal.filled(content)} />,
      read(_, fields) {
        const read = legalContentSchema.safeParse({ zh: fields.text('zh'), en: fields.text('en') });
        return read.success ? { content: read.data } : new NotAsked(t('legalBad'));
      },
    };
  });
}

/** As the app shows it. */
function LegalText({ visit, content }: { visit: Visit; content: LocalizedText }) {
  const { language } = visit;
  return (
    <div class="legal-text">
      {legalBlocks(content[language]).map(({ kind, text }) =>
        kind === 'heading' ? <h3>{text}</h3> : <p>{text}</p>,
      )}
    </div>
  );
}
