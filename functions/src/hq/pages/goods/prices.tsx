/** @jsxImportSource hono/jsx */
import {
  type DraftEntry,
  type PriceChange,
  type PriceDraft,
  type PriceEntryKey,
  priceChangeSchema,
} from '@jindian/shared/contract/goods/prices';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { priceKey } from '../../../goods/catalog/prices.ts';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
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
import { Card, Chip, type Column, Empty, Facts, Figure, Money, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { areaOf, PriceContentCard } from './price-versions.tsx';

const versionsOnPage = 10;

const base = '/hq/prices';

type Typed = { sku: string; province: string; city: string; yuan: string };
const nothingTyped: Typed = { sku: '', province: '', city: '', yuan: '' };
type Faults = { set?: Word; policy?: Word; document?: PolicyFault };
type Kept = { typed?: Typed; target?: string; publish?: { note: string; at: string } };

/** Regional prices: what is edited, where they are allowed, publishing, and who published what. */
export function pricePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'prices' | 'ids' | 'clock' | 'categoryNames'>,
): void {
  const { prices, ids } = deps;

  async function show(c: HqContext, faults: Faults = {}, kept: Kept = {}) {
    const visit = c.get('visit');
    const { t } = visit;
    const before = c.req.query('before');
    const [draft, view, history, categories] = await Promise.all([
      prices.draft(),
      prices.view(),
      prices.versions(versionsOnPage, before !== undefined && /^\d{1,6}$/.test(before) ? before : undefined),
      deps.categoryNames(),
    ]);
    if (!history.ok) return problemPage(c, history.code, history.params);
    const csrf = signedIn(c).csrfToken;
    const isFaulty = Object.keys(faults).length > 0;
    const form = { visit, csrf, revision: view.revision };
    return page(
      c,
      {
        title: t('pricesTitle'),
        place: 'prices',
        status: faults.document === 'stale' ? 409 : isFaulty ? 400 : 200,
      },
      <>
        <PolicyNotices
          visit={visit}
          view={view}
          fault={faults.document}
          done={isFaulty ? undefined : c.req.query('done')}
        />
        <p class="page-lead">{t('pricesLead')}</p>
        <dl class="figures is-three">
          <Figure
            label={t('pricesInForce')}
            value={
              draft.publishedVersion === 0
                ? t('pricesNever')
                : t('pricesVersion', { version: draft.publishedVersion })
            }
          />
          <Figure label={t('pricesEntries')} value={String(draft.entries.length)} />
          <Figure label={t('pricesUnpublished')} value={String(draft.unpublished)} />
        </dl>
        <div class="columns">
          <div class="column is-wide">
            <EntriesCard
              {...form}
              draft={draft}
              newKey={ids.next}
              lead={<DraftHead visit={visit} view={view} csrf={csrf} base={base} />}
            />
            <HistoryCard
              visit={visit}
              view={view}
              base={base}
              history={history.value}
              paged={before !== undefined}
            />
          </div>
          <div class="column is-form-first">
            <PublishCard
              visit={visit}
              view={view}
              csrf={csrf}
              base={base}
              formKey={ids.next()}
              typed={kept.publish}
              lead={
                draft.unpublished === 0 ? t('publishNothing') : t('publishLead', { count: draft.unpublished })
              }
            />
            <SetCard
              {...form}
              formKey={ids.next()}
              fault={faults.set}
              typed={kept.typed ?? nothingTyped}
              theirs={faults.document === 'stale' ? theirsOf(draft, kept.typed) : null}
            />
            <PolicyCard
              {...form}
              draft={draft}
              formKey={ids.next()}
              fault={faults.policy}
              target={kept.target ?? ''}
              nameOf={(id) => categories.get(id)?.[visit.language] ?? id}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.get('/prices', (c) => show(c));

  hq.get('/prices/versions/:number{[0-9]{1,6}}', async (c) => {
    const number = Number(c.req.param('number'));
    const [view, found] = await Promise.all([prices.view(), prices.version(number)]);
    if (!found.ok) return notFoundPage(c);
    const before = number > 0 ? await prices.version(number - 1) : null;
    const visit = c.get('visit');
    return page(
      c,
      {
        title: `${visit.t('pricesTitle')} · ${versionText(visit, number)}`,
        place: 'prices',
        backTo: { href: base, text: visit.t('pricesTitle') },
      },
      <div class="columns">
        <div class="column is-wide">
          <PriceContentCard
            visit={visit}
            version={found.value}
            before={before?.ok ? before.value.content : null}
          />
        </div>
        <div class="column is-form-first">
          <RestoreCard
            visit={visit}
            view={view}
            csrf={signedIn(c).csrfToken}
            base={base}
            formKey={ids.next()}
            number={number}
          />
        </div>
      </div>,
    );
  });

  /** One change of the draft; answered with a redirect, and harmless when sent twice. */
  async function change(
    c: HqContext,
    wanted: PriceChange,
    field: (name: string) => string,
    kept: Kept,
    faultOf: (fault: Word) => Promise<Response>,
  ) {
    const formKey = idempotencyKeySchema.safeParse(field('key')).data;
    if (formKey === undefined) return problemPage(c, 'idempotency_key_required');
    const revision = readRevision(field('revision'));
    if (revision === null) return problemPage(c, 'invalid_request', { detail: 'revision' });
    const { memberId } = signedIn(c);
    const body = { ...wanted, revision };
    const command = commandClaim(memberId, 'hqChangePrices', formKey, { params: {}, body });
    const done = await prices.change(wanted, memberId, revision, command);
    if (done.ok) return c.redirect(`${base}?done=saved`, 303);
    if (done.code === 'stale_revision') return show(c, { document: 'stale' }, kept);
    if (done.code === 'price_is_national') return faultOf('priceIsNational');
    if (done.code === 'product_not_offered') return faultOf('priceUnknown');
    if (done.code === 'invalid_request') return faultOf('priceBad');
    return problemPage(c, done.code, done.params);
  }

  hq.post('/prices/entries', async (c) => {
    const field = await readForm(c);
    const typed: Typed = {
      sku: field('sku').trim().toUpperCase(),
      province: field('province').trim(),
      city: field('city').trim(),
      yuan: field('yuan'),
    };
    const area = { skuId: typed.sku, province: typed.province, city: typed.city === '' ? null : typed.city };
    const wanted = priceChangeSchema.safeParse(
      field('act') === 'remove' ? { remove: [area] } : { set: [{ ...area, priceFen: readYuan(typed.yuan) }] },
    );
    const refuse = async (fault: Word) => show(c, { set: fault }, { typed });
    return wanted.success ? change(c, wanted.data, field, { typed }, refuse) : refuse('priceBad');
  });

  hq.post('/prices/policies', async (c) => {
    const field = await readForm(c);
    const id = field('id').trim();
    const of = id.includes('.') ? 'category' : 'product';
    const wanted = priceChangeSchema.safeParse({ policies: [{ of, id, policy: field('policy') }] });
    const refuse = async (fault: Word) => show(c, { policy: fault }, { target: id });
    return wanted.success ? change(c, wanted.data, field, { target: id }, refuse) : refuse('priceUnknown');
  });

  policyActions(hq, '/prices', deps, async () => ({
    document: prices,
    base,
    show: (c, fault, publish) => show(c, { document: fault }, publish ? { publish } : {}),
  }));
}

/** What somebody else's draft says of the price that is being typed. */
function theirsOf({ entries }: PriceDraft, typed: Typed | undefined): number | null {
  if (!typed) return null;
  const key = ({ skuId, province, city }: PriceEntryKey) => priceKey({ skuId, province, city });
  const wanted = key({ skuId: typed.sku, province: typed.province, city: typed.city || null });
  return entries.find((entry) => key(entry) === wanted)?.priceFen ?? null;
}

function stateOf(entry: DraftEntry): 'off' | 'draft' | 'in_force' {
  if (!entry.applies) return 'off';
  return entry.inForceFen === entry.priceFen ? 'in_force' : 'draft';
}
const stateChips = { off: 'closed', draft: 'pending', in_force: 'posted' } as const;

function EntriesCard({
  visit,
  draft,
  csrf,
  revision,
  newKey,
  lead,
}: {
  visit: Visit;
  draft: PriceDraft;
  csrf: string;
  revision: number;
  newKey: () => string;
  lead: Child;
}) {
  const { t, language } = visit;
  const columns: Column[] = [
    { label: t('columnGoods'), kind: 'main' },
    { label: t('columnPriceArea') },
    { label: t('columnNational'), kind: 'number' },
    { label: t('columnRegional'), kind: 'number' },
    { label: t('columnState') },
    { label: t('columnAct') },
  ];
  return (
    <Card id="entries" title={t('pricesList')} lead={lead} flush>
      {draft.entries.length === 0 ? (
        <Empty text={t('pricesEmpty')} hint={t('pricesEmptyHint')} />
      ) : (
        <Table caption={t('pricesList')} columns={columns}>
          {draft.entries.map((entry) => {
            const state = stateOf(entry);
            return (
              <Row
                columns={columns}
                cells={[
                  <>
                    {entry.title[language]}
                    <span class="sub">{`${entry.skuId} · ${entry.skuName[language]}`}</span>
                  </>,
                  areaOf(entry),
                  <Money fen={entry.nationalFen} />,
                  <strong>
                    <Money fen={entry.priceFen} />
                  </strong>,
                  <Chip kind={stateChips[state]}>{visit.code('priceState', state)}</Chip>,
                  <form method="post" action="/hq/prices/entries">
                    <Seen csrf={csrf} revision={revision} formKey={newKey()} />
                    <input type="hidden" name="act" value="remove" />
                    <input type="hidden" name="sku" value={entry.skuId} />
                    <input type="hidden" name="province" value={entry.province} />
                    <input type="hidden" name="city" value={entry.city ?? ''} />
                    <button class="button is-plain is-small" type="submit">
                      {t('priceRemove')}
                    </button>
                  </form>,
                ]}
              />
            );
          })}
        </Table>
      )}
    </Card>
  );
}

type FormProps = {
  visit: Visit;
  csrf: string;
  revision: number;
  formKey: string;
  fault: Word | undefined;
};

function SetCard({
  visit,
  csrf,
  revision,
  formKey,
  fault,
  typed,
  theirs,
}: FormProps & { typed: Typed; theirs: number | null }) {
  const { t } = visit;
  return (
    <Card id="set-price" title={t('priceSetTitle')} lead={t('priceSetLead')}>
      <form class="form" method="post" action="/hq/prices/entries">
        <Seen csrf={csrf} revision={revision} formKey={formKey} />
        {fault ? <Notice kind="bad">{t(fault)}</Notice> : null}
        <label class="field">
          <span>{t('priceSku')}</span>
          <input
            name="sku"
            value={typed.sku}
            placeholder="P049-01"
            maxlength={16}
            autocomplete="off"
            required
          />
        </label>
        <div class="field-pair">
          <label class="field">
            <span>{t('priceProvince')}</span>
            <input name="province" value={typed.province} maxlength={20} autocomplete="off" required />
          </label>
          <label class="field">
            <span>{t('priceCity')}</span>
            <input name="city" value={typed.city} maxlength={20} autocomplete="off" />
          </label>
        </div>
        <label class="field">
          <span>{t('priceYuan')}</span>
          <input
            name="yuan"
            value={typed.yuan}
            inputmode="decimal"
            maxlength={12}
            autocomplete="off"
            required
          />
          {theirs === null ? null : (
            <small class="hint">{t('settingsTheirs', { value: formatYuan(theirs) })}</small>
          )}
        </label>
        <button class="button" type="submit">
          {t('priceSave')}
        </button>
      </form>
    </Card>
  );
}

function PolicyCard({
  visit,
  draft,
  csrf,
  revision,
  formKey,
  fault,
  target,
  nameOf,
}: FormProps & { draft: PriceDraft; target: string; nameOf: (categoryId: string) => string }) {
  const { t } = visit;
  return (
    <Card id="policies" title={t('policyTitle')} lead={t('policyLead')}>
      {draft.policies.length === 0 ? (
        <p class="muted">{t('policyNone')}</p>
      ) : (
        <Facts
          rows={draft.policies.map(({ of, id, policy }) => [
            of === 'category' ? nameOf(id) : id,
            <Chip kind={policy === 'regional' ? 'posted' : 'closed'}>{visit.code('policy', policy)}</Chip>,
          ])}
        />
      )}
      <form class="form" method="post" action="/hq/prices/policies">
        <Seen csrf={csrf} revision={revision} formKey={formKey} />
        {fault ? <Notice kind="bad">{t(fault)}</Notice> : null}
        <label class="field">
          <span>{t('policyTarget')}</span>
          <input
            name="id"
            value={target}
            placeholder="P049 / fruit.orchard"
            maxlength={40}
            autocomplete="off"
            required
          />
        </label>
        <fieldset class="choices">
          <legend class="unseen">{t('policyTitle')}</legend>
          {(['regional', 'national'] as const).map((policy) => (
            <label>
              <input type="radio" name="policy" value={policy} checked={policy === 'regional'} />
              <span>{visit.code('policy', policy)}</span>
            </label>
          ))}
        </fieldset>
        <button class="button is-plain" type="submit">
          {t('priceSave')}
        </button>
      </form>
    </Card>
  );
}
