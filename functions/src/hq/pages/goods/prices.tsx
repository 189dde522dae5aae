/** @jsxImportSource hono/jsx */
import {
  type DraftEntry,
  type PriceChange,
  type PriceDraft,
  priceChangeSchema,
} from '@jindian/shared/contract/goods/prices';
import type { Hono } from 'hono';
import { idempotencyKeySchema } from '../../../platform/http/mount.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import type { HqDeps } from '../../deps.ts';
import { readYuan } from '../../format.ts';
import { page } from '../../ui/layout.tsx';
import { Card, Chip, type Column, Empty, Facts, Figure, Money, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, readForm, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { problemPage } from '../errors.tsx';
import { areaOf, VersionsCard } from './price-versions.tsx';

const maxNoteLength = 120;

type Typed = { sku: string; province: string; city: string; yuan: string };
const nothingTyped: Typed = { sku: '', province: '', city: '', yuan: '' };
type Faults = { set?: Word; policy?: Word; publish?: Word };

/** Regional prices: what is edited, where they are allowed, publishing, and who published what. */
export function pricePages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'prices' | 'ids' | 'categoryNames'>,
): void {
  const { prices, ids } = deps;

  async function show(c: HqContext, faults: Faults = {}, typed: Typed = nothingTyped) {
    const visit = c.get('visit');
    const { t } = visit;
    const [draft, versions, categories] = await Promise.all([
      prices.draft(),
      prices.versions(),
      deps.categoryNames(),
    ]);
    const csrf = signedIn(c).csrfToken;
    const published = Number(c.req.query('published'));
    const isFaulty = Object.keys(faults).length > 0;
    return page(
      c,
      { title: t('pricesTitle'), place: 'prices', status: isFaulty ? 400 : 200 },
      <>
        {!isFaulty && Number.isSafeInteger(published) && published > 0 ? (
          <Notice kind="good">{t('publishDone', { version: published })}</Notice>
        ) : null}
        {!isFaulty && c.req.query('saved') === '1' ? <Notice kind="good">{t('priceSaved')}</Notice> : null}
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
            <EntriesCard visit={visit} draft={draft} csrf={csrf} newKey={ids.next} />
            <VersionsCard visit={visit} versions={versions} />
          </div>
          <div class="column is-form-first">
            <PublishCard
              visit={visit}
              draft={draft}
              csrf={csrf}
              formKey={ids.next()}
              fault={faults.publish}
            />
            <SetCard visit={visit} csrf={csrf} formKey={ids.next()} fault={faults.set} typed={typed} />
            <PolicyCard
              visit={visit}
              draft={draft}
              csrf={csrf}
              formKey={ids.next()}
              fault={faults.policy}
              nameOf={(id) => categories.get(id)?.[visit.language] ?? id}
            />
          </div>
        </div>
      </>,
    );
  }

  hq.get('/prices', (c) => show(c));

  /** One change of the draft; answered with a redirect, and harmless when sent twice. */
  async function change(
    c: HqContext,
    wanted: PriceChange,
    key: string,
    faultOf: (fault: Word) => Promise<Response>,
  ) {
    const formKey = idempotencyKeySchema.safeParse(key).data;
    if (formKey === undefined) return problemPage(c, 'idempotency_key_required');
    const { memberId } = signedIn(c);
    const command = commandClaim(memberId, 'hqChangePrices', formKey, { params: {}, body: wanted });
    const done = await prices.change(wanted, memberId, command);
    if (done.ok) return c.redirect('/hq/prices?saved=1', 303);
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
    const refuse = async (fault: Word) => show(c, { set: fault }, typed);
    return wanted.success ? change(c, wanted.data, field('key'), refuse) : refuse('priceBad');
  });

  hq.post('/prices/policies', async (c) => {
    const field = await readForm(c);
    const id = field('id').trim();
    const of = id.includes('.') ? 'category' : 'product';
    const wanted = priceChangeSchema.safeParse({ policies: [{ of, id, policy: field('policy') }] });
    const refuse = async (fault: Word) => show(c, { policy: fault });
    return wanted.success ? change(c, wanted.data, field('key'), refuse) : refuse('priceUnknown');
  });

  hq.post('/prices/publish', async (c) => {
    const field = await readForm(c);
    const note = field('note').trim();
    if (note === '' || note.length > maxNoteLength) return show(c, { publish: 'publishBadNote' });
    const key = idempotencyKeySchema.safeParse(field('key')).data;
    if (key === undefined) return problemPage(c, 'idempotency_key_required');
    const { memberId } = signedIn(c);
    const command = commandClaim(memberId, 'hqPublishPrices', key, { params: {}, body: { note } });
    const done = await prices.publish(note, memberId, command);
    if (!done.ok) return problemPage(c, done.code, done.params);
    return c.redirect(`/hq/prices?published=${done.value.version}`, 303);
  });
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
  newKey,
}: {
  visit: Visit;
  draft: PriceDraft;
  csrf: string;
  newKey: () => string;
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
    <Card id="entries" title={t('pricesList')} lead={t('pricesListLead')} flush>
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
                    <input type="hidden" name="csrf" value={csrf} />
                    <input type="hidden" name="key" value={newKey()} />
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

type FormProps = { visit: Visit; csrf: string; formKey: string; fault: Word | undefined };

function SetCard({ visit, csrf, formKey, fault, typed }: FormProps & { typed: Typed }) {
  const { t } = visit;
  return (
    <Card id="set-price" title={t('priceSetTitle')} lead={t('priceSetLead')}>
      <form class="form" method="post" action="/hq/prices/entries">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="key" value={formKey} />
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
  formKey,
  fault,
  nameOf,
}: FormProps & { draft: PriceDraft; nameOf: (categoryId: string) => string }) {
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
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="key" value={formKey} />
        {fault ? <Notice kind="bad">{t(fault)}</Notice> : null}
        <label class="field">
          <span>{t('policyTarget')}</span>
          <input name="id" placeholder="P049 / fruit.orchard" maxlength={40} autocomplete="off" required />
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

function PublishCard({ visit, draft, csrf, formKey, fault }: FormProps & { draft: PriceDraft }) {
  const { t } = visit;
  return (
    <Card
      id="publish"
      title={t('publishTitle')}
      lead={draft.unpublished === 0 ? t('publishNothing') : t('publishLead', { count: draft.unpublished })}
    >
      {draft.unpublished === 0 && !fault ? null : (
        <form class="form" method="post" action="/hq/prices/publish">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="key" value={formKey} />
          {fault ? <Notice kind="bad">{t(fault)}</Notice> : null}
          <label class="field">
            <span>{t('publishNote')}</span>
            <input name="note" maxlength={maxNoteLength} autocomplete="off" required />
          </label>
          <button class="button" type="submit">
            {t('publishSubmit')}
          </button>
        </form>
      )}
    </Card>
  );
}
