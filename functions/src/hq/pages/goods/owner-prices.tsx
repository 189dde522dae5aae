/** @jsxImportSource hono/jsx */
import type { TransferPrices } from '@jindian/shared/contract/goods/ownership';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { policyActions } from '../../policies/actions.tsx';
import {
  DraftHead,
  HistoryCard,
  PolicyNotices,
  PublishCard,
  RestoreCard,
  Seen,
  versionText,
} from '../../policies/parts.tsx';
import { type PolicyFault, readRevision } from '../../policies/read.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Facts } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';

const base = '/hq/transfer-prices';
const versionsOnPage = 10;

/** `66`, `66.5` → basis points; null where it is no percentage. */
export function readPercent(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text.trim())) return null;
  const basisPoints = Math.round(Number(text) * 100);
  return basisPoints <= 10_000 ? basisPoints : null;
}

function percent(basisPoints: number): string {
  return String(basisPoints / 100);
}

type Typed = { default: string; categories: Record<string, string> };

/** What a piece is worth between owners: a draft, published now or at a time. */
export function transferPricePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ownership' | 'categoryNames' | 'ids' | 'clock'>,
): void {
  const { prices } = deps.ownership;

  hq.get('/transfer-prices', (c) => show(c));

  async function show(
    c: HqContext,
    fault?: PolicyFault,
    more: { typed?: Typed; publish?: { note: string; at: string } } = {},
  ): Promise<Response> {
    const visit = c.get('visit');
    const { t, language } = visit;
    const before = c.req.query('before');
    const [view, history, names] = await Promise.all([
      prices.view(),
      prices.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
      deps.categoryNames(),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const csrf = signedIn(c).csrfToken;
    const edited = view.draft?.content ?? view.inForce.content;
    const { typed } = more;
    const theirs = (mine: string | undefined, present: string) =>
      mine === undefined || mine.trim() === present ? null : (
        <small class="hint">{t('settingsTheirs', { value: present || '-' })}</small>
      );
    return page(
      c,
      {
        title: t('betweenTitle'),
        place: 'stock',
        backTo: { href: '/hq/owners', text: t('ownersTitle') },
        status: fault === undefined ? 200 : fault === 'stale' ? 409 : 400,
      },
      <>
        <PolicyNotices visit={visit} view={view} fault={fault} done={c.req.query('done')} />
        <p class="page-lead">{t('betweenLead')}</p>
        <div class="columns">
          <div class="column is-wide">
            <Card
              id="between"
              title={t('betweenTitle')}
              lead={<DraftHead visit={visit} view={view} csrf={csrf} base={base} />}
            >
              <form class="form" method="post" action={base}>
                <Seen csrf={csrf} revision={view.revision} />
                <label class="field">
                  <span>{t('betweenDefault')}</span>
                  <input
                    name="default"
                    inputmode="decimal"
                    required
                    maxlength={6}
                    value={typed?.default ?? percent(edited.defaultBasisPoints)}
                  />
                  {theirs(typed?.default, percent(edited.defaultBasisPoints))}
                </label>
                <details>
                  <summary>{t('betweenByCategory')}</summary>
                  {[...names].map(([id, name]) => {
                    const own = edited.basisPointsByCategory[id];
                    const present = own === undefined ? '' : percent(own);
                    return (
                      <label class="field">
                        <span>{name[language]}</span>
                        <input
                          name={`category.${id}`}
                          inputmode="decimal"
                          maxlength={6}
                          value={typed?.categories[id] ?? present}
                        />
                        {theirs(typed?.categories[id], present)}
                      </label>
                    );
                  })}
                </details>
                <button class="button" type="submit">
                  {t('settingsSave')}
                </button>
              </form>
            </Card>
          </div>
          <div class="column is-form-first">
            <PublishCard
              visit={visit}
              view={view}
              csrf={csrf}
              base={base}
              formKey={deps.ids.next()}
              typed={more.publish}
            />
            <HistoryCard
              visit={visit}
              view={view}
              base={base}
              history={history.value}
              paged={before !== undefined}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.post('/transfer-prices', async (c) => {
    const field = await readForm(c);
    const revision = readRevision(field('revision'));
    if (revision === null) return problemPage(c, 'invalid_request', { detail: 'revision' });
    const ids = [...(await deps.categoryNames()).keys()];
    const typed: Typed = {
      default: field('default'),
      categories: Object.fromEntries(ids.map((id) => [id, field(`category.${id}`)])),
    };
    const defaultBasisPoints = readPercent(typed.default);
    const basisPointsByCategory: Record<string, number> = {};
    let wrong = defaultBasisPoints === null;
    for (const [id, text] of Object.entries(typed.categories)) {
      if (text.trim() === '') continue;
      const basisPoints = readPercent(text);
      if (basisPoints === null) wrong = true;
      else basisPointsByCategory[id] = basisPoints;
    }
    const fault = { text: c.get('visit').t('betweenBad') };
    if (wrong || defaultBasisPoints === null) return show(c, fault, { typed });
    // Prices of single SKUs come through the API; the form leaves them as they are.
    const { draft, inForce } = await prices.view();
    const { priceFenBySku } = draft?.content ?? inForce.content;
    const content: TransferPrices = { defaultBasisPoints, basisPointsByCategory, priceFenBySku };
    const done = await prices.saveDraft(content, { revision, by: signedIn(c).memberId });
    if (done.ok) return c.redirect(`${base}?done=saved`, 303);
    if (done.code === 'stale_revision') return show(c, 'stale', { typed });
    return problemPage(c, done.code, done.params);
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
          <RestoreCard
            visit={visit}
            view={view}
            csrf={signedIn(c).csrfToken}
            base={base}
            formKey={deps.ids.next()}
            number={version.number}
          />
        </div>
      </div>,
    );
  });

  policyActions(hq, '/transfer-prices', deps, async () => ({
    document: prices,
    base,
    show: (c, fault, publish) => show(c, fault, publish ? { publish } : {}),
  }));
}

function rowsOf(
  visit: Visit,
  content: TransferPrices,
  names: ReadonlyMap<string, { zh: string; en: string }>,
): [string, string][] {
  return [
    [visit.t('betweenDefault'), percent(content.defaultBasisPoints)],
    ...Object.entries(content.basisPointsByCategory).map(([id, basisPoints]): [string, string] => [
      names.get(id)?.[visit.language] ?? id,
      percent(basisPoints),
    ]),
    ...Object.entries(content.priceFenBySku).map(([skuId, fen]): [string, string] => [
      skuId,
      formatYuan(fen),
    ]),
  ];
}
