/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type LegalContent,
  type LegalDocument,
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
import { type FormFault, ofForm, typed } from '../../forms/post-form.tsx';
import { policyActions } from '../../policies/actions.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  PublishCard,
  RestoreCard,
  SeenForm,
  versionText,
} from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const versionsOnPage = 10;
const languages = ['zh', 'en'] as const;
const titles = { privacy: 'legalPrivacy', terms: 'legalTerms' } as const;
const baseOf = (document: LegalDocument) => `/hq/legal/${document}`;

/** What members are asked to agree to: a draft, and versions, each of which asks them again. */
export function legalPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'legal' | 'clock'>,
  forms: FormRegistry,
): void {
  const documentOf = (c: HqContext): LegalDocument | null =>
    legalDocuments.find((one) => one === c.req.param('document')) ?? null;
  const nameOf = (c: HqContext) => {
    const document = documentOf(c);
    return document ? deps.legal.documents[document].name : '';
  };

  hq.get('/legal', (c) => c.redirect(baseOf('privacy'), 302));
  hq.get('/legal/:document', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const document = documentOf(c);
    if (!document) return notFoundPage(c);
    const visit = c.get('visit');
    const { t } = visit;
    const before = c.req.query('before');
    const kind = deps.legal.documents[document];
    const [view, history] = await Promise.all([
      kind.view(),
      kind.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const base = baseOf(document);
    const edited = view.draft?.content ?? view.inForce.content;
    const own = ofForm(fault, base);
    return page(
      c,
      {
        title: t(titles[document]),
        place: 'settings',
        backTo: { href: '/hq/settings/brand', text: t('settingsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={fault} />
        <p class="page-lead">{t('legalLead')}</p>
        <nav class="tabs" aria-label={t('legalTitle')}>
          {legalDocuments.map((each) => (
            <a href={baseOf(each)} aria-current={each === document ? 'page' : undefined}>
              {t(titles[each])}
            </a>
          ))}
        </nav>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="legal"
              title={t('legalAsked', { version: legalVersionOf(view.inForce.number) })}
              lead={<DraftHead c={c} view={view} base={base} />}
            >
              <SeenForm c={c} action={base} revision={view.revision}>
                {languages.map((language) => (
                  <label class="field">
                    <span>{t(language === 'zh' ? 'legalZh' : 'legalEn')}</span>
                    <textarea name={language} rows={14} maxlength={longestLegalText}>
                      {typed(own, language, edited[language])}
                    </textarea>
                  </label>
                ))}
                <small class="hint">
                  {t('legalHint', Object.fromEntries(legalFillings.map((name) => [name, `{${name}}`])))}
                </small>
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </SeenForm>
            </Card>
            <Card id="legal-shown" title={t('legalShown')}>
              <LegalText visit={visit} content={edited} />
            </Card>
          </div>
          <div class="column">
            <PublishCard c={c} view={view} base={base} fault={fault} />
            <HistoryCard c={c} view={view} base={base} history={history.value} paged={before !== undefined} />
          </div>
        </div>
      </>,
    );
  }

  forms.on('/legal/:document', {
    endpoint: endpoints.hqSavePolicyDraft,
    params: (_, __, c) => ({ name: nameOf(c) }),
    body({ revision }, fields, c) {
      const read = legalContentSchema.safeParse({ zh: fields.text('zh'), en: fields.text('en') });
      return read.success ? { revision, content: read.data } : new NotAsked(c.get('visit').t('legalBad'));
    },
    next: (_, c) => `${c.req.path}?done=saved`,
    again: show,
  });

  hq.get('/legal/:document/versions/:number{[0-9]{1,6}}', async (c) => {
    const document = documentOf(c);
    if (!document) return notFoundPage(c);
    const kind = deps.legal.documents[document];
    const [view, found] = await Promise.all([kind.view(), kind.version(Number(c.req.param('number')))]);
    if (!found.ok) return notFoundPage(c);
    const visit = c.get('visit');
    const { number, note, content } = found.value;
    const title = visit.t(titles[document]);
    return page(
      c,
      {
        title: `${title} · ${versionText(visit, number)}`,
        place: 'settings',
        backTo: { href: baseOf(document), text: title },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={versionText(visit, number)} lead={note}>
            <LegalText visit={visit} content={content} />
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard c={c} view={view} base={baseOf(document)} number={number} />
        </div>
      </div>,
    );
  });

  policyActions(forms, '/legal/:document', deps, (c) => {
    const document = documentOf(c);
    return document && { name: nameOf(c), base: baseOf(document), show };
  });
}

/** As the app shows it. */
function LegalText({ visit, content }: { visit: Visit; content: LegalContent }) {
  const { language } = visit;
  return (
    <div class="legal-text">
      {legalBlocks(content[language] || content.zh || content.en).map(({ kind, text }) =>
        kind === 'heading' ? <h3>{text}</h3> : <p>{text}</p>,
      )}
    </div>
  );
}
