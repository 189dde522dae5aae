/** @jsxImportSource hono/jsx */
import {
  type ReturnsPolicy,
  type ReturnTerms,
  returnExemptions,
  returnsPolicySchema,
} from '@jindian/shared/contract/serving/returns-policy';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { textsFrom, valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { type Column, Facts, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { categoryOptions } from '../goods/product-fields.tsx';

const mostRows = 50;
/** Rows for what is not there yet. */
const freeRows = 3;
const termNames = ['remoteDays', 'inStoreDays', 'exemption', 'restockingFeeBasisPoints'] as const;

/** Until when goods come back, what is exempt, and what it costs: by category. */
export function returnsPolicyPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'returnsPolicy' | 'namesOfGoods' | 'clock'>,
  forms: FormRegistry,
): void {
  const namesIn = async (c: HqContext) =>
    categoryOptions((await deps.namesOfGoods()).categories, c.get('visit').language);
  documentPages<ReturnsPolicy>(hq, forms, deps, '/returns-policy', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.returnsPolicy,
      base: '/hq/returns-policy',
      options: {
        title: t('returnsPolicyTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('returnsPolicyLead')}</p>,
      card: { id: 'returns-policy', title: () => t('returnsPolicyTitle') },
      fields: async ({ edited, fault }) => (
        <PolicyFields visit={visit} edited={edited} fault={fault} categories={await namesIn(c)} />
      ),
      shown: async (_, content) => (
        <PolicyShown visit={visit} content={content} names={new Map(await namesIn(c))} />
      ),
      read(_, fields) {
        const read = returnsPolicySchema.safeParse(
          withTheRest(valueFrom(returnsPolicySchema, fields) as ReturnsPolicy),
        );
        return read.success ? { content: read.data } : new NotAsked(t('returnsPolicyBad'));
      },
    };
  });
}

/** What a category's row leaves empty is as for all goods. */
function withTheRest(read: ReturnsPolicy): unknown {
  const whole = read as ReturnTerms & Record<string, unknown>;
  return {
    ...read,
    categories: read.categories.map((row) => {
      const said = row as unknown as Record<string, unknown>;
      const rest = termNames.map((name) => [name, said[name] === '' ? whole[name] : said[name]]);
      return { ...row, ...Object.fromEntries(rest) };
    }),
  };
}

function PolicyFields({
  visit,
  edited,
  fault,
  categories,
}: {
  visit: Visit;
  edited: ReturnsPolicy;
  fault: FormFault | null;
  categories: readonly (readonly [string, string])[];
}) {
  const { t, code } = visit;
  const present = textsFrom(returnsPolicySchema, edited);
  const text = (name: string): string => typed(fault, name, present[name] ?? '');
  const number = (name: string, label: Word, hint?: Word) => (
    <label class="field">
      <span>{t(label)}</span>
      <input name={name} inputmode="decimal" maxlength={6} value={text(name)} />
      {hint ? <small class="hint">{t(hint)}</small> : null}
    </label>
  );
  const choice = (name: string, label: Word, group: string, options: readonly string[], empty = false) => (
    <label class="field">
      <span>{t(label)}</span>
      <select name={name}>
        {empty ? <option value="">{t('returnsAsAll')}</option> : null}
        {options.map((one) => (
          <option value={one} selected={one === text(name)}>
            {code(group, one)}
          </option>
        ))}
      </select>
    </label>
  );
  const terms = (under: string) => (
    <div class="field-pair">
      {number(`${under}remoteDays`, 'returnsRemoteDays')}
      {number(`${under}inStoreDays`, 'returnsInStoreDays')}
      {number(`${under}restockingFeeBasisPoints`, 'returnsFeePercent')}
      {choice(`${under}exemption`, 'returnsExemption', 'returnExemption', returnExemptions, under !== '')}
    </div>
  );
  const rows = Math.min(mostRows, edited.categories.length + freeRows);
  return (
    <>
      {terms('')}
      <p class="hint">{t('returnsTermsHint')}</p>
      <fieldset class="block setting-group">
        <legend>{t('returnsByCategory')}</legend>
        <p class="hint">{t('returnsByCategoryLead')}</p>
        {Array.from({ length: rows }, (_, row) => (
          <div class="block">
            <label class="field">
              <span>{t('returnsCategory')}</span>
              <select name={`categories.${row}.categoryId`}>
                <option value="">{t('none')}</option>
                {categories.map(([id, name]) => (
                  <option value={id} selected={id === text(`categories.${row}.categoryId`)}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            {terms(`categories.${row}.`)}
          </div>
        ))}
      </fieldset>
      <fieldset class="block setting-group">
        <legend>{t('returnsHow')}</legend>
        <div class="field-pair">
          {choice('approval', 'returnsApproval', 'returnApproval', ['by_rule', 'by_hand'])}
          {choice('pickupCountsAs', 'returnsPickup', 'returnMode', ['remote', 'in_store'])}
          {choice('freightBearer', 'returnsFreight', 'returnFreight', ['buyer', 'seller'])}
          {number('broughtWithinDays', 'returnsBroughtWithin')}
          {number('manyReturnsCount', 'returnsMany', 'returnsManyHint')}
        </div>
      </fieldset>
    </>
  );
}

function PolicyShown({
  visit,
  content,
  names,
}: {
  visit: Visit;
  content: ReturnsPolicy;
  names: ReadonlyMap<string, string>;
}) {
  const { t, code } = visit;
  const percent = (basisPoints: number) => `${basisPoints / 100}%`;
  const columns: Column[] = [
    { label: t('returnsCategory'), kind: 'main' },
    { label: t('returnsRemoteDays'), kind: 'number' },
    { label: t('returnsInStoreDays'), kind: 'number' },
    { label: t('returnsFeePercent'), kind: 'number' },
    { label: t('returnsExemption') },
  ];
  const rowOf = (name: string, terms: ReturnTerms) => (
    <Row
      columns={columns}
      cells={[
        name,
        String(terms.remoteDays),
        String(terms.inStoreDays),
        percent(terms.restockingFeeBasisPoints),
        code('returnExemption', terms.exemption),
      ]}
    />
  );
  return (
    <>
      <Table caption={t('returnsPolicyTitle')} columns={columns}>
        {rowOf(t('returnsAllGoods'), content)}
        {content.categories.map((row) => rowOf(names.get(row.categoryId) ?? row.categoryId, row))}
      </Table>
      <Facts
        rows={[
          [t('returnsApproval'), code('returnApproval', content.approval)],
          [t('returnsPickup'), code('returnMode', content.pickupCountsAs)],
          [t('returnsFreight'), code('returnFreight', content.freightBearer)],
          [t('returnsBroughtWithin'), String(content.broughtWithinDays)],
          [t('returnsMany'), String(content.manyReturnsCount)],
        ]}
      />
    </>
  );
}
