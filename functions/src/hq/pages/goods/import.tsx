/** @jsxImportSource hono/jsx */

import { locationIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  datums,
  type ImportKind,
  importKindSchema,
  importKinds,
  isMovingKind,
  signedKinds,
  signedTotals,
  signedTotalWords,
} from '@jindian/shared/contract/goods/imports';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { csvOf } from '@jindian/shared/csv';
import type { Hono } from 'hono';
import { inWords, levelTable, placeTable, type TableRow } from '../../../goods/imports/present.ts';
import { mayImport } from '../../../goods/imports/routes.ts';
import { xlsxOf } from '../../../goods/imports/xlsx-file.ts';
import { reaches } from '../../../places/network/within.ts';
import { problemResponse } from '../../../platform/http/problem.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import type { FormFault } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, signedIn, type Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { problemPage } from '../errors.tsx';

/** What the script of the page says, by its own short names. */
const scriptWords = {
  start: 'importStart',
  check: 'importCheck',
  confirm: 'importConfirm',
  checked: 'importChecked',
  pictureBroken: 'pictureBroken',
  pictureLate: 'pictureLate',
  pictureMissing: 'importPictureMissing',
  startRest: 'importStartRest',
  goOn: 'importGoOn',
  reading: 'importReading',
  sourceCsv: 'importSourceCsv',
  sourceJson: 'importSourceJson',
  sourceXlsx: 'importSourceXlsx',
  otherSheets: 'importOtherSheets',
  gapComma: 'importGapComma',
  gapTab: 'importGapTab',
  gapSemicolon: 'importGapSemicolon',
  summary: 'importSummary',
  ignored: 'importIgnored',
  unreadRows: 'importUnreadRows',
  columnAt: 'importColumnAt',
  columnHeading: 'importColumnHeading',
  columnMeaning: 'importColumnMeaning',
  columnExample: 'importColumnExample',
  columnCell: 'importColumnCell',
  counted: 'importCounted',
  columnRow: 'columnRow',
  columnFault: 'columnFault',
  columnCode: 'columnCode',
  moreFaults: 'importMoreFaults',
  resumable: 'importResumable',
  done: 'importDone',
  doneWithFaults: 'importDoneWithFaults',
  totalsBad: 'importTotalsBad',
  awaitsSecond: 'importAwaitsSecond',
  nothingNew: 'importNothingNew',
  broken: 'importBroken',
  refused: 'importRefused',
  signedOut: 'importSignedOut',
  faultEmpty: 'importFaultEmpty',
  faultUnreadable: 'importFaultUnreadable',
  faultUnreadableAt: 'importFaultUnreadableAt',
  faultEncoding: 'importFaultEncoding',
  faultOldExcel: 'importFaultOldExcel',
  faultTooBig: 'importFaultTooBig',
  faultTooLong: 'importFaultTooLong',
  faultTooWide: 'importFaultTooWide',
  faultColumns: 'importFaultColumns',
  faultTwice: 'importFaultTwice',
} as const satisfies Record<string, Word>;

/** Parameters are filled in by the script: here each stands for itself. */
const openParams = Object.fromEntries(
  [
    'rows',
    'total',
    'columns',
    'max',
    'count',
    'wrong',
    'heading',
    'encoding',
    'gap',
    'sheet',
    'sheets',
    'cell',
    'row',
    'megabytes',
  ].map((name) => [name, `{${name}}`]),
);

/** Columns and rows to begin with: their head is in the words of whoever takes them. */
const samples: Record<ImportKind, readonly TableRow[]> = {
  levels: [
    ['locationId', 'skuId', 'ownerId', 'onHand', 'safety', 'condition', 'lot', 'expiresOn', 'asOf'],
    ['B00001', 'P001-01', '', 24, 2, '', '', '', ''],
    ['B00001', 'P001-02', '', 0, '', '', '', '', ''],
  ],
  places: [
    [
      'locationId',
      'placeKind',
      'placeName',
      'placeAddress',
      'latitude',
      'longitude',
      'opens',
      'closes',
      'trades',
      'phone',
      'placeStatus',
    ],
    [
      'SH-001',
      '门店',
      '人民广场店',
      '上海市黄浦区南京西路325号',
      '31.2319',
      '121.4662',
      '10:00',
      '22:00',
      '',
      '021-63270001',
      '营业',
    ],
  ],
  prices: [
    ['skuId', 'region', 'city', 'priceYuan'],
    ['P001-01', '', '', '299.00'],
    ['P001-02', '上海', '', '289.00'],
  ],
  goods: [
    [
      'productId',
      'skuId',
      'categoryId',
      'titleZh',
      'titleEn',
      'weightGrams',
      'option1',
      'value1',
      'priceYuan',
      'barcodes',
      'pictures',
    ],
    [
      'P900',
      'P900-01',
      'shoes',
      '帆布鞋',
      'Canvas shoes',
      600,
      '颜色 | Colour',
      '白 | White | #ffffff',
      '199.00',
      '',
      '',
    ],
    ['P900', 'P900-02', '', '', '', '', '', '黑 | Black | #000000', '199.00', '', ''],
  ],
  categories: [
    ['categoryId', 'parentId', 'titleZh', 'titleEn'],
    ['shoes', '', '鞋', 'Shoes'],
    ['shoes.canvas', 'shoes', '帆布鞋', 'Canvas'],
  ],
  members: [
    ['memberNumber', 'cardNumber', 'memberName', 'phone', 'joinedOn', 'points', 'sellerAt', 'boundTo'],
    ['V000123', '8800123', '王芳', '13800010001', '2021-05-01', 1280, '', 'V000007'],
    ['V000007', '', '陈导购', '13800010002', '2020-01-01', '', 'B00001', ''],
  ],
  balances: [
    ['memberNumber', 'lotId', 'lotKind', 'amountYuan', 'lotOn', 'expiresOn'],
    ['V000123', 'CZ20240101-1', '本金', '300.00', '2024-01-01', ''],
    ['V000123', 'CZ20240101-2', '赠金', '30.00', '2024-01-01', '2027-12-31'],
  ],
  dealer_balances: [
    ['ownerId', 'owedYuan', 'owesYuan'],
    ['D0001', '12000.00', ''],
    ['D0002', '', '350.50'],
  ],
  old_codes: [
    ['oldCode', 'memberNumber', 'locationId', 'productId'],
    ['https://old.example.com/s?c=ABC123', 'V000007', '', ''],
    ['/goods/991', '', 'B00001', 'P001'],
  ],
};

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
    return c.body(csvOf(inWords(samples[kind], c.get('visit').language)));
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

type BoxProps = {
  visit: Visit;
  csrf: string;
  days: number;
  /** What this person may bring in. */
  kinds: readonly ImportKind[];
  chosen: ImportKind;
};

const kindWords = {
  levels: 'importLevels',
  prices: 'importPrices',
  places: 'importPlaces',
  goods: 'importGoods',
  categories: 'importCategories',
  members: 'importMembers',
  balances: 'importBalances',
  dealer_balances: 'importDealerBalances',
  old_codes: 'importOldCodes',
} as const satisfies Record<ImportKind, Word>;
const hintWords = {
  levels: 'importLevelsHint',
  prices: 'importPricesHint',
  places: 'importPlacesHint',
  goods: 'importGoodsHint',
  categories: 'importCategoriesHint',
  members: 'importMembersHint',
  balances: 'importBalancesHint',
  dealer_balances: 'importDealerBalancesHint',
  old_codes: 'importOldCodesHint',
} as const satisfies Record<ImportKind, Word>;
const presentWords: Partial<Record<ImportKind, Word>> = {
  prices: 'importPresentPrices',
  places: 'importPresentPlaces',
  goods: 'importPresentGoods',
  categories: 'importPresentCategories',
};

function ImportBox({ visit, csrf, days, kinds, chosen }: BoxProps) {
  const { t, language } = visit;
  const words = Object.fromEntries(
    Object.entries(scriptWords).map(([name, word]) => [name, t(word, openParams)]),
  );
  return (
    <div data-import data-csrf={csrf} data-language={language} data-words={JSON.stringify(words)}>
      <p data-part="notice" class="notice" role="status" hidden />
      <Card id="choose">
        <fieldset class="import-kinds">
          <legend>{t('importWhat')}</legend>
          {kinds.map((kind) => (
            <label>
              <input type="radio" name="kind" value={kind} checked={kind === chosen} /> {t(kindWords[kind])}
            </label>
          ))}
        </fieldset>
        {kinds.map((kind) => (
          <p class="hint" data-part={`hint-${kind}`} hidden={kind !== chosen}>
            {t(hintWords[kind])} {kind === 'levels' ? `${t('importAsOfHint', { days })} ` : ''}
            <a href={`/hq/import/sample.csv?kind=${kind}`}>{t('importSample')}</a>
            {presentWords[kind] ? (
              <>
                {' · '}
                <a href={`/hq/import/present.xlsx?kind=${kind}`}>{t(presentWords[kind])}</a>
              </>
            ) : null}
          </p>
        ))}
        <div class="import-choose">
          <label class="field">
            <span>{t('importFile')}</span>
            <input
              data-part="file"
              type="file"
              accept=".xlsx,.csv,.txt,.tsv,.json,text/csv,application/json,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            />
          </label>
          <label class="field" data-part="as-of-field" hidden={chosen !== 'levels'}>
            <span>{t('importAsOf')}</span>
            <input data-part="as-of" type="datetime-local" step="60" />
          </label>
          <label class="field" data-part="datum-field" hidden>
            <span>{t('placeDatum')}</span>
            <select data-part="datum">
              {datums.map((datum) => (
                <option value={datum}>{visit.code('datum', datum)}</option>
              ))}
            </select>
          </label>
          <label class="field" data-part="zip-field" hidden={chosen !== 'goods'}>
            <span>{t('importZip')}</span>
            <input data-part="zip" type="file" accept=".zip,application/zip" />
          </label>
        </div>
        {signedKinds
          .filter((kind) => kinds.includes(kind))
          .map((kind) => (
            <fieldset class="block" data-part={`totals-${kind}`} hidden={kind !== chosen}>
              <legend>{t('importTotals')}</legend>
              <p class="hint">{t('importTotalsLead')}</p>
              {signedTotals[kind].map((name) => (
                <label class="field">
                  <span>{signedTotalWords[name][language]}</span>
                  <input data-total={name} inputmode="decimal" maxlength={20} autocomplete="off" />
                </label>
              ))}
            </fieldset>
          ))}
      </Card>
      <div data-part="preview" hidden>
        <Card id="preview" title={t('importPreview')} flush>
          <p class="import-note" data-part="source" />
          <ScriptTable name="columns" caption={t('importColumnMeaning')} />
          <p class="import-note hint" data-part="ignored" />
          <p class="import-note" data-part="summary" />
          <ScriptTable name="sample" caption={t('importPreview')} />
          <div class="import-confirm">
            <p data-part="unread" />
            <button data-part="start" class="button" type="button" disabled>
              {t('importStart', { rows: 0 })}
            </button>
          </div>
        </Card>
      </div>
      <div data-part="progress" hidden>
        <Card id="progress" title={t('importProgress')}>
          <progress data-part="bar" class="import-bar" value="0" max="1" />
          <p data-part="counted" class="import-counted" role="status" />
          <p data-part="confirm-box" hidden>
            <button data-part="confirm" class="button" type="button">
              {t('importConfirm', { rows: 0 })}
            </button>{' '}
            <a class="button is-plain" href="/hq/import" data-part="not-now">
              {t('importNotNow')}
            </a>
          </p>
          <dl class="import-figures">
            {(['changed', 'unchanged', 'wrong'] as const).map((name) => (
              <div>
                <dt>
                  {t(
                    (
                      {
                        changed: 'importChanged',
                        unchanged: 'importUnchanged',
                        wrong: 'importWrong',
                      } as const
                    )[name],
                  )}
                </dt>
                <dd data-part={name}>0</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
      <div data-part="bad" hidden>
        <Card
          id="bad-rows"
          title={t('importFaults')}
          flush
          tools={
            <button data-part="download" class="button is-small is-plain" type="button">
              {t('importDownload')}
            </button>
          }
        >
          <ScriptTable name="faults" caption={t('importFaults')} />
          <p data-part="more" class="table-foot hint" />
        </Card>
      </div>
    </div>
  );
}

/** Filled by the script; narrow enough to scroll sideways on a phone. */
function ScriptTable({ name, caption }: { name: string; caption: string }) {
  return (
    <div class="import-table">
      <table data-part={name}>
        <caption class="unseen">{caption}</caption>
        <thead />
        <tbody />
      </table>
    </div>
  );
}
