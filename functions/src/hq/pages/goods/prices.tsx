/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { DraftEntry, PriceDraft, PriceEntryKey } from '@jindian/shared/contract/goods/prices';
import { formatYuan, readYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { priceKey } from '../../../goods/catalog/prices.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { idPicked, pickedId } from '../../forms/picked.ts';
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
import { Card, Chip, type Column, Empty, Facts, Figure, Money, Row, Table } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, type HqEnvironment, mayOpen } from '../../visit.ts';
import { notFoundPage, problemPage } from '../errors.tsx';
import { areaOf, PriceContentCard } from './price-versions.tsx';

const versionsOnPage = 10;

const base = '/hq/prices';

/** Regional prices: what is edited, where they are allowed, publishing, and who published what. */
export function pricePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'prices' | 'clock' | 'categoryNames'>,
  forms: FormRegistry,
): void {
  const { prices } = deps;

  async function show(c: HqContext, fault: FormFault | null = null) {
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
    const seen = { c, revision: view.revision };
    const set = ofForm(fault, '/hq/prices/entries', 'set');
    const policy = ofForm(fault, '/hq/prices/policies');
    // What is wrong with what was typed stands beside it; everything else is about the document.
    const beside = fault !== null && fault === (set ?? policy) && fault.code !== 'stale_revision';
    return page(
      c,
      { title: t('pricesTitle'), place: 'prices', status: fault?.status ?? 200 },
      <>
        <PolicyNotices c={c} view={view} fault={beside ? null : fault} />
        <p class="page-lead">{t('pricesLead')}</p>
        <p class="page-tools">
          {mayOpen(c, '/hq/import') ? (
            <a class="button is-plain is-small" href="/hq/import?kind=prices">
              {t('importTitle')}
            </a>
          ) : null}
          {mayOpen(c, '/hq/owners') ? (
            <a class="button is-plain is-small" href="/hq/owners">
              {t('pricesOwners')}
            </a>
          ) : null}
        </p>
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
            <EntriesCard {...seen} draft={draft} lead={<DraftHead c={c} view={view} base={base} />} />
            <HistoryCard c={c} view={view} base={base} history={history.value} paged={before !== undefined} />
          </div>
          <div class="column is-form-first">
            <PublishCard
              c={c}
              view={view}
              base={base}
              fault={fault}
              lead={
                draft.unpublished === 0 ? t('publishNothing') : t('publishLead', { count: draft.unpublished })
              }
            />
            <SetCard {...seen} fault={set} said={beside} theirs={theirsOf(draft, set)} />
            <PolicyCard
              {...seen}
              draft={draft}
              fault={policy}
              said={beside}
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
          <RestoreCard c={c} view={view} base={base} number={number} />
        </div>
      </div>,
    );
  });

  const change = {
    endpoint: endpoints.hqChangePrices,
    codes: { price_is_national: 'priceIsNational', product_not_offered: 'priceUnknown' } as const,
    next: () => `${base}?done=saved`,
    again: show,
  };
  forms.acts('/prices/entries', {
    set: form({
      ...change,
      words: { set: 'priceBad' },
      body: ({ revision }, fields) => ({
        revision,
        set: [{ ...areaFrom(fields), priceFen: readYuan(fields.text('yuan')) }],
      }),
    }),
    remove: form({
      ...change,
      body: ({ revision }, fields) => ({ revision, remove: [areaFrom(fields)] }),
    }),
  });
  forms.on('/prices/policies', {
    ...change,
    words: { policies: 'priceUnknown' },
    body({ revision }, fields) {
      // Ids of categories are in small letters.
      const id = idPicked(fields.text('id'));
      const of = id.includes('.') ? 'category' : 'product';
      return { revision, policies: [{ of, id, policy: fields.text('policy') }] };
    },
  });

  policyActions(forms, '/prices', deps, () => ({ name: prices.name, base, show }));
}

function areaFrom(fields: FormFields): PriceEntryKey {
  return {
    skuId: pickedId(fields.text('sku')),
    province: fields.text('province').trim(),
    city: fields.text('city').trim() || null,
  };
}

/** What somebody else's draft says of the price that is being typed. */
function theirsOf({ entries }: PriceDraft, fault: FormFault | null): number | null {
  if (fault?.code !== 'stale_revision') return null;
  const wanted = priceKey(areaFrom(fault.fields));
  return entries.find((entry) => priceKey(entry) === wanted)?.priceFen ?? null;
}

function stateOf(entry: DraftEntry): 'off' | 'draft' | 'in_force' {
  if (!entry.applies) return 'off';
  return entry.inForceFen === entry.priceFen ? 'in_force' : 'draft';
}
const stateChips = { off: 'closed', draft: 'pending', in_force: 'posted' } as const;

function EntriesCard({ c, revision, draft, lead }: OfDraft & { draft: PriceDraft; lead: Child }) {
  const visit = c.get('visit');
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
                  <SeenForm c={c} revision={revision} layout="" action="/hq/prices/entries" act="remove">
                    <input type="hidden" name="sku" value={entry.skuId} />
                    <input type="hidden" name="province" value={entry.province} />
                    <input type="hidden" name="city" value={entry.city ?? ''} />
                    <button class="button is-plain is-small" type="submit">
                      {t('priceRemove')}
                    </button>
                  </SeenForm>,
                ]}
              />
            );
          })}
        </Table>
      )}
    </Card>
  );
}

type OfDraft = { c: HqContext; revision: number };
/** `said`: the fault is told beside the form, and not above the page. */
type FormProps = OfDraft & { fault: FormFault | null; said: boolean };

function SetCard({ c, revision, fault, said, theirs }: FormProps & { theirs: number | null }) {
  const { t } = c.get('visit');
  return (
    <Card id="set-price" title={t('priceSetTitle')} lead={t('priceSetLead')}>
      <SeenForm c={c} revision={revision} action="/hq/prices/entries" act="set" fault={said ? fault : null}>
        <Picker name="sku" of="goods" label={t('priceSku')} value={typed(fault, 'sku', '')} required />
        <div class="field-pair">
          <label class="field">
            <span>{t('priceProvince')}</span>
            <input
              name="province"
              value={typed(fault, 'province', '')}
              maxlength={20}
              autocomplete="off"
              required
            />
          </label>
          <label class="field">
            <span>{t('priceCity')}</span>
            <input name="city" value={typed(fault, 'city', '')} maxlength={20} autocomplete="off" />
          </label>
        </div>
        <label class="field">
          <span>{t('priceYuan')}</span>
          <input
            name="yuan"
            value={typed(fault, 'yuan', '')}
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
      </SeenForm>
    </Card>
  );
}

function PolicyCard({
  c,
  revision,
  draft,
  fault,
  said,
  nameOf,
}: FormProps & { draft: PriceDraft; nameOf: (categoryId: string) => string }) {
  const visit = c.get('visit');
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
      <SeenForm c={c} revision={revision} action="/hq/prices/policies" fault={said ? fault : null}>
        <Picker
          name="id"
          of="kinds"
          label={t('policyTarget')}
          value={typed(fault, 'id', '')}
          placeholder={t('policyTargetHint')}
          required
        />
        <fieldset class="choices">
          <legend class="unseen">{t('policyTitle')}</legend>
          {(['regional', 'national'] as const).map((policy) => (
            <label>
              <input
                type="radio"
                name="policy"
                value={policy}
                checked={policy === typed(fault, 'policy', 'regional')}
              />
              <span>{visit.code('policy', policy)}</span>
            </label>
          ))}
        </fieldset>
        <button class="button is-plain" type="submit">
          {t('priceSave')}
        </button>
      </SeenForm>
    </Card>
  );
}
