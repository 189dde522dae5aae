/** @jsxImportSource hono/jsx */

import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  type ImportKind,
  importKindSchema,
  importKinds,
  isMovingKind,
} from '@jindian/shared/contract/goods/imports';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { csvOf } from '@jindian/shared/csv';
import type { Hono } from 'hono';
import { inWords, levelTable, placeTable, type TableRow } from '../../../goods/imports/present.ts';
import { mayImport } from '../../../goods/imports/routes.ts';
import { reaches } from '../../../places/network/within.ts';
import { xlsxOf } from '../../../platform/files/xlsx-file.ts';
import { problemResponse } from '../../../platform/http/problem.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import type { FormFault } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { type HqContext, type HqEnvironment, reachOn, signedIn } from '../../visit.ts';
import { problemPage } from '../errors.tsx';
import { ImportBox } from './import-box.tsx';
import { importSamples } from './import-samples.ts';

const contentTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
const pageOfGoods = 10_000;

/** Tables of levels and prices: read by the browser, judged row by row by the server. */
export function importPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'ids' | 'settings' | 'imports' | 'network' | 'stockViews'>,
  forms: FormRegistry,
): void {
  hq.get('/import', async (c) => {
    const { figureAgeDays } = await deps.settings.goods.current();
    const visit = c.get('visit');
    const { t } = visit;
    return page(
      c,
      {
        title: t('importTitle'),
        place: 'stock',
        script: 'import',
        backTo: { href: '/hq/stock', text: t('importBack') },
      },
      <>
        <p class="page-lead">{t('importLead')}</p>
        <noscript>
          <p class="notice is-bad">{t('importNoScript')}</p>
        </noscript>
        <ImportBox
          visit={visit}
          csrf={signedIn(c).csrfToken}
          days={figureAgeDays}
          kinds={importKinds.filter((kind) => mayImport(signedIn(c).principal, kind))}
          chosen={importKindSchema.safeParse(c.req.query('kind')).data ?? 'levels'}
        />
      </>,
    );
  });

  hq.get('/import/sample.csv', (c) => {
    const kind = importKindSchema.safeParse(c.req.query('kind')).data ?? 'levels';
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', `attachment; filename="${kind}.csv"`);
    return c.body(csvOf(inWords(importSamples[kind], c.get('visit').language)));
  });

  /** Null: prices that they may not see all of, or a place that they do not look after. */
  async function presentTable(c: HqContext, kind: ImportKind): Promise<readonly TableRow[] | null> {
    if (kind === 'places')
      return mayImport(signedIn(c).principal, kind)
        ? placeTable((await deps.network.written()).locations)
        : null;
    if (kind === 'prices')
      return mayImport(signedIn(c).principal, kind) ? deps.imports.presentPrices() : null;
    if (isMovingKind(kind)) return null;
    if (kind !== 'levels')
      return mayImport(signedIn(c).principal, kind) ? deps.imports.presentGoods(kind) : null;
    const locationId = locationIdSchema.safeParse(c.req.query('location')).data;
    const place = locationId ? await deps.network.location(locationId) : null;
    if (!place || !reaches(reachOn(c, 'imports.run'), place)) return null;
    const items: StockItem[] = [];
    for (let cursor: string | undefined | null; cursor !== null; ) {
      const found = await deps.stockViews.list(place, { limit: pageOfGoods, cursor });
      if (!found.ok) return null;
      items.push(...found.value.items);
      cursor = found.value.nextCursor;
    }
    return levelTable(place.id, items);
  }

  for (const format of ['csv', 'xlsx'] as const) {
    hq.get(`/import/present.${format}`, async (c) => {
      const kind = importKindSchema.safeParse(c.req.query('kind')).data ?? 'levels';
      const table = await presentTable(c, kind);
      if (!table) return problemPage(c, 'not_found');
      const rows = inWords(table, c.get('visit').language);
      c.header('content-disposition', `attachment; filename="${kind}.${format}"`);
      c.header('content-type', contentTypes[format]);
      return format === 'csv' ? c.body(csvOf(rows)) : c.body(xlsxOf(kind, rows).slice().buffer);
    });
  }

  hq.post('/import/new', (c) => c.json({ importId: deps.ids.next() }));

  const answer = {
    next: (value: object, c: HqContext) => c.json(value),
    again: (c: HqContext, { code, params }: FormFault) => problemResponse(c, code, params),
  };
  forms.on('/import/portion', {
    endpoint: endpoints.hqImportPortion,
    body: (body, fields) => ({ ...body, rows: jsonOf(fields.text('rows')) }),
    ...answer,
  });
  forms.on('/import/finish', {
    endpoint: endpoints.hqFinishImport,
    body: ({ totals: _, ...body }, fields) => {
      const stated = fields.text('totals');
      return stated === '' ? body : { ...body, totals: jsonOf(stated) };
    },
    ...answer,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
