/** @jsxImportSource hono/jsx */
import {
  datums,
  type ImportKind,
  pictureColumns,
  signedKinds,
  signedTotals,
  signedTotalWords,
} from '@jindian/shared/contract/goods/imports';
import { Card } from '../../ui/parts.tsx';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';

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
  same: 'importSame',
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

/** What is filled in and filled out by the script of the page (`hq/client/import.ts`). */
export function ImportBox({ visit, csrf, days, kinds, chosen }: BoxProps) {
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
          <label class="check" data-part="over-changed-field" hidden={chosen !== 'prices'}>
            <input data-part="over-changed" type="checkbox" /> {t('importOverChanged')}
          </label>
          <label class="field" data-part="zip-field" hidden={!(chosen in pictureColumns)}>
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
