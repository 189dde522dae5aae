/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { commissionRatesSchema } from '@jindian/shared/contract/selling/rates';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { valueFrom } from '../../forms/coerce.ts';
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
import { PercentFields, percentNames, percentRows } from '../../policies/percent-fields.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const base = '/hq/commission-rates';
const versionsOnPage = 10;

/** What sellers earn of what they sell: a draft, published now or at a time, for orders placed from then on. */
export function commissionRatePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'rates' | 'categoryNames' | 'clock'>,
  forms: FormRegistry,
): void {
  const { rates } = deps;

  hq.get('/commission-rates', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const before = c.req.query('before');
    const [view, history, names] = await Promise.all([
      rates.view(),
      rates.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
      deps.categoryNames(),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const edited = view.draft?.content ?? view.inForce.content;
    const own = ofForm(fault, base);
    return page(
      c,
      {
        title: t('ratesTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={fault} />
        <p class="page-lead">{t('ratesLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Card id="rates" title={t('ratesTitle')} lead={<DraftHead c={c} view={view} base={base} />}>
              <SeenForm c={c} action={base} revision={view.revision}>
                <label class="field">
                  <span>{t('ratesRuleName')}</span>
                  <input
                    name="ruleName"
                    value={typed(own, 'ruleName', edited.ruleName)}
                    maxlength={64}
                    autocomplete="off"
                    required
                  />
                </label>
                <PercentFields visit={visit} edited={edited} names={names} fault={own} />
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </SeenForm>
            </Card>
          </div>
          <div class="column is-form-first">
            <PublishCard c={c} view={view} base={base} fault={fault} />
            <HistoryCard c={c} view={view} base={base} history={history.value} paged={before !== undefined} />
          </div>
        </div>
      </>,
    );
  }

  forms.on('/commission-rates', {
    endpoint: endpoints.hqSavePolicyDraft,
    params: () => ({ name: rates.name }),
    body({ revision }, fields, c) {
      const read = commissionRatesSchema.safeParse(
        valueFrom(commissionRatesSchema, fields, { names: percentNames }),
      );
      return read.success ? { revision, content: read.data } : new NotAsked(c.get('visit').t('ratesBad'));
    },
    next: () => `${base}?done=saved`,
    again: show,
  });

  hq.get('/commission-rates/versions/:number{[0-9]{1,6}}', async (c) => {
    const [view, found, names] = await Promise.all([
      rates.view(),
      rates.version(Number(c.req.param('number'))),
      deps.categoryNames(),
    ]);
    if (!found.ok) return notFoundPage(c);
    const visit = c.get('visit');
    const { number, note, content } = found.value;
    const title = visit.t('ratesTitle');
    return page(
      c,
      {
        title: `${title} · ${versionText(visit, number)}`,
        place: 'settings',
        backTo: { href: base, text: title },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={versionText(visit, number)} lead={note}>
            <Facts
              rows={[[visit.t('ratesRuleName'), content.ruleName], ...percentRows(visit, content, names)]}
            />
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard c={c} view={view} base={base} number={number} />
        </div>
      </div>,
    );
  });

  policyActions(forms, '/commission-rates', deps, () => ({ name: rates.name, base, show }));
}
