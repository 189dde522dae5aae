/** @jsxImportSource hono/jsx */
import { type PointsPolicy, pointsPolicySchema } from '@jindian/shared/contract/selling/points';
import { formatYuan } from '@jindian/shared/money';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { textsFrom, valueFrom } from '../../forms/coerce.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import { documentPages } from '../../policies/document-page.tsx';
import { Card, type Column, Facts, Row, Table } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { categoryOptions } from '../goods/product-fields.tsx';

const mostRows = 50;
/** Rows for what is not there yet. */
const freeRows = 3;

/** How points are earned and how long they are good: a draft, published now or at a time, for orders from then on. */
export function pointsPolicyPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'pointsPolicy' | 'membership' | 'namesOfGoods' | 'clock'>,
  forms: FormRegistry,
): void {
  const namesIn = async (c: HqContext) =>
    categoryOptions((await deps.namesOfGoods()).categories, c.get('visit').language);
  documentPages<PointsPolicy>(hq, forms, deps, '/points', (c) => {
    const visit = c.get('visit');
    const { t } = visit;
    return {
      document: deps.pointsPolicy,
      base: '/hq/points',
      options: {
        title: t('pointsTitle'),
        place: 'settings',
        backTo: { href: '/hq/settings', text: t('settingsTitle') },
      },
      lead: <p class="page-lead">{t('pointsLead')}</p>,
      card: { id: 'points', title: () => t('pointsTitle') },
      beside: async () => {
        const { points, worthFen } = await deps.membership.points.outstanding();
        return (
          <Card id="outstanding" title={t('pointsOutstanding')}>
            <Facts
              rows={[
                [t('pointsOutstandingCount'), String(points)],
                [t('pointsOutstandingWorth'), formatYuan(worthFen)],
              ]}
            />
          </Card>
        );
      },
      fields: async ({ edited, fault }) => (
        <PointsFields visit={visit} edited={edited} fault={fault} categories={await namesIn(c)} />
      ),
      shown: async (_, content) => (
        <PointsShown visit={visit} content={content} names={new Map(await namesIn(c))} />
      ),
      read(_, fields) {
        const read = pointsPolicySchema.safeParse(valueFrom(pointsPolicySchema, fields));
        return read.success ? { content: read.data } : new NotAsked(t('pointsBad'));
      },
    };
  });
}

function PointsFields({
  visit,
  edited,
  fault,
  categories,
}: {
  visit: Visit;
  edited: PointsPolicy;
  fault: FormFault | null;
  categories: readonly (readonly [string, string])[];
}) {
  const { t } = visit;
  const present = textsFrom(pointsPolicySchema, edited);
  const text = (name: string): string => typed(fault, name, present[name] ?? '');
  const number = (name: string, label: Word, inputmode: 'decimal' | 'numeric', hint?: Word) => (
    <label class="field">
      <span>{t(label)}</span>
      <input name={name} inputmode={inputmode} maxlength={10} value={text(name)} />
      {hint ? <small class="hint">{t(hint)}</small> : null}
    </label>
  );
  const rows = Math.min(mostRows, edited.categories.length + freeRows);
  return (
    <>
      {number('perPointFen', 'pointsPerPoint', 'decimal', 'pointsPerPointHint')}
      <fieldset class="block setting-group">
        <legend>{t('pointsByCategory')}</legend>
        <p class="hint">{t('pointsByCategoryLead')}</p>
        {Array.from({ length: rows }, (_, row) => (
          <div class="field-pair">
            <label class="field">
              <span>{t('pointsCategory')}</span>
              <select name={`categories.${row}.categoryId`}>
                <option value="">{t('none')}</option>
                {categories.map(([id, name]) => (
                  <option value={id} selected={id === text(`categories.${row}.categoryId`)}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            {number(`categories.${row}.perPointFen`, 'pointsPerPoint', 'decimal')}
          </div>
        ))}
      </fieldset>
      <fieldset class="block setting-group">
        <legend>{t('pointsExpiry')}</legend>
        <div class="field-pair">
          {number('expiresAfterMonths', 'pointsExpiresAfter', 'numeric', 'pointsExpiresAfterHint')}
          {number('noticeDays', 'pointsNotice', 'numeric')}
        </div>
      </fieldset>
      {number('hundredPointsFen', 'pointsWorth', 'decimal', 'pointsWorthHint')}
    </>
  );
}

function PointsShown({
  visit,
  content,
  names,
}: {
  visit: Visit;
  content: PointsPolicy;
  names: ReadonlyMap<string, string>;
}) {
  const { t } = visit;
  const rate = (fen: number | null) => (fen === null ? t('pointsNone') : formatYuan(fen));
  const { expiresAfterMonths, noticeDays, hundredPointsFen, categories } = content;
  const columns: Column[] = [
    { label: t('pointsCategory'), kind: 'main' },
    { label: t('pointsPerPoint'), kind: 'number' },
  ];
  return (
    <>
      <Facts
        rows={[
          [t('pointsPerPoint'), rate(content.perPointFen)],
          [
            t('pointsExpiresAfter'),
            expiresAfterMonths === null ? t('pointsStayGood') : String(expiresAfterMonths),
          ],
          [t('pointsNotice'), String(noticeDays)],
          [t('pointsWorth'), formatYuan(hundredPointsFen)],
        ]}
      />
      {categories.length === 0 ? null : (
        <Table caption={t('pointsByCategory')} columns={columns}>
          {categories.map(({ categoryId, perPointFen }) => (
            <Row columns={columns} cells={[names.get(categoryId) ?? categoryId, rate(perPointFen)]} />
          ))}
        </Table>
      )}
    </>
  );
}
