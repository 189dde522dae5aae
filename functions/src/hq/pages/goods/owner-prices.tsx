/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type TransferPrices, transferPricesSchema } from '@jindian/shared/contract/goods/ownership';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, ofForm } from '../../forms/post-form.tsx';
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
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const base = '/hq/transfer-prices';
const versionsOnPage = 10;

/** What a piece is worth between owners: a draft, published now or at a time. */
export function transferPricePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ownership' | 'categoryNames' | 'clock'>,
  forms: FormRegistry,
): void {
  const { prices } = deps.ownership;

  hq.get('/transfer-prices', (c) => show(c));

  async function show(c: HqContext, fault: FormFault | null = null): Promise<Response> {
    const visit = c.get('visit');
    const { t } = visit;
    const before = c.req.query('before');
    const [view, history, names] = await Promise.all([
      prices.view(),
      prices.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
      deps.categoryNames(),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const edited = view.draft?.content ?? view.inForce.content;
    const own = ofForm(fault, base);
    return page(
      c,
      {
        title: t('betweenTitle'),
        place: 'stock',
        backTo: { href: '/hq/owners', text: t('ownersTitle') },
        status: fault?.status ?? 200,
      },
      <>
        <PolicyNotices c={c} view={view} fault={fault} />
        <p class="page-lead">{t('betweenLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Card id="between" title={t('betweenTitle')} lead={<DraftHead c={c} view={view} base={base} />}>
              <SeenForm c={c} action={base} revision={view.revision}>
                <PercentFields visit={visit} edited={edited} names={names} fault={own} />
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </SeenForm>
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

  const about = { params: () => ({ name: prices.name }), again: show };
  forms.on('/transfer-prices', {
    endpoint: endpoints.hqSavePolicyDraft,
    ...about,
    async body({ revision }, fields, c) {
      const { draft, inForce } = await prices.view();
      const shape = transferPricesSchema.pick({ defaultBasisPoints: true, basisPointsByCategory: true });
      const read = shape.safeParse(valueFrom(shape, fields, { names: percentNames }));
      if (!read.success) return new NotAsked(c.get('visit').t('betweenBad'));
      // Prices of single SKUs come through the API; the form leaves them as they are.
      const { priceFenBySku } = draft?.content ?? inForce.content;
      return { revision, content: { ...read.data, priceFenBySku } };
    },
    next: () => `${base}?done=saved`,
  });

  hq.get('/transfer-prices/versions/:number{[0-9]{1,6}}', async (c) => {
    const [view, found, names] = await Promise.all([
      prices.view(),
      prices.version(Number(c.req.param('number'))),
      deps.categoryNames(),
    ]);
    if (!found.ok) return notFoundPage(c);
    const visit = c.get('visit');
    const version = found.value;
    return page(
      c,
      {
        title: `${visit.t('betweenTitle')} · ${versionText(visit, version.number)}`,
        place: 'stock',
        backTo: { href: base, text: visit.t('betweenTitle') },
      },
      <div class="columns">
        <div class="column is-wide">
          <Card id="version" title={versionText(visit, version.number)} lead={version.note}>
            <Facts rows={rowsOf(visit, version.content, names)} />
          </Card>
        </div>
        <div class="column is-form-first">
          <RestoreCard c={c} view={view} base={base} number={version.number} />
        </div>
      </div>,
    );
  });

  policyActions(forms, '/transfer-prices', deps, () => ({ name: prices.name, base, show }));
}

function rowsOf(
  visit: Visit,
  content: TransferPrices,
  names: ReadonlyMap<string, { zh: string; en: string }>,
): [string, string][] {
  return [
    ...percentRows(visit, content, names),
    ...Object.entries(content.priceFenBySku).map(([skuId, fen]): [string, string] => [
      skuId,
      formatYuan(fen),
    ]),
  ];
}
