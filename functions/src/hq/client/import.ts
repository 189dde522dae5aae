/** The page that brings tables in: reads the file here, sends it in portions, and tells what became of each row. */

import type { FinishedImport } from '@jindian/shared/contract/goods/imports';
import { csvOf } from '@jindian/shared/csv';
import { importColumnWords } from '@jindian/shared/import-columns';
import {
  type BadRow,
  type ImportedPortion,
  type ImportRow,
  importFaultText,
} from '@jindian/shared/import-report';
import {
  type ImportKind,
  importKinds,
  isSignedKind,
  pictureColumns,
  type SignedKind,
  signedKinds,
} from '@jindian/shared/import-table';
import { brandTimeOf } from '@jindian/shared/time';
import { type FileFault, type ReadTable, readTable } from '../../goods/imports/reading/table.ts';
import { openZip, type Zip } from '../../goods/imports/reading/zip.ts';
import { fingerprint, placePortionsOf, portionsOf } from './import-file.ts';
import { importPictures } from './import-pictures.ts';
import { type ImportProgress, newProgress, runImport, type Sent } from './import-run.ts';
import { pictureJobs } from './picture-jobs.ts';

const shownBadRows = 50;
const previewRows = 5;

type Words = Record<string, string>;

function start(box: HTMLElement): void {
  const words = JSON.parse(box.dataset.words ?? '{}') as Words;
  const language = box.dataset.language === 'en' ? 'en' : 'zh';
  const say = (word: string, params: Record<string, string | number> = {}) =>
    (words[word] ?? word).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  const part = <Element extends HTMLElement>(name: string) =>
    box.querySelector<Element>(`[data-part="${name}"]`) as Element;
  const file = part<HTMLInputElement>('file');
  const asOf = part<HTMLInputElement>('as-of');
  const datum = part<HTMLSelectElement>('datum');
  const overChanged = part<HTMLInputElement>('over-changed');
  const button = part<HTMLButtonElement>('start');
  const bar = part<HTMLProgressElement>('bar');
  let chosen: { kind: ImportKind; table: ReadTable; portions: ImportRow[][]; print: string } | null = null;
  let latest: ImportProgress | null = null;
  let choices = 0;
  /** The faults of the import that is done, for its report. */
  let reported: BadRow[] = [];

  const kindChosen = (): ImportKind =>
    importKinds.find(
      (kind) => kind === box.querySelector<HTMLInputElement>('input[name="kind"]:checked')?.value,
    ) ?? 'levels';
  /** Of these nothing is written before somebody has seen what each row would do. */
  /** Levels are in force portion by portion: a count is a fact, and the next row's fault changes nothing about it. */
  const isChecked = (kind: ImportKind) => kind !== 'levels';
  const show = (name: string, visible: boolean) => {
    part(name).hidden = !visible;
  };
  const tell = (kind: 'good' | 'bad' | null, text = '') => {
    const notice = part('notice');
    notice.hidden = kind === null;
    notice.className = `notice is-${kind ?? 'good'}`;
    notice.textContent = text;
  };

  function kept(print: string): ImportProgress | null {
    try {
      const found = localStorage.getItem(`jindian.import.${print}`);
      return found ? (JSON.parse(found) as ImportProgress) : null;
    } catch {
      return null;
    }
  }
  function keep(print: string, progress: ImportProgress | null): void {
    try {
      if (progress) localStorage.setItem(`jindian.import.${print}`, JSON.stringify(progress));
      else localStorage.removeItem(`jindian.import.${print}`);
    } catch {
      // A full or forbidden storage: the import cannot go on after the page is closed, and is otherwise the same.
    }
  }

  async function choose(): Promise<void> {
    const given = file.files?.[0];
    chosen = null;
    latest = null;
    for (const name of ['preview', 'progress', 'bad', 'confirm-box']) show(name, false);
    tell(null);
    button.disabled = true;
    if (!given) return;
    const kind = kindChosen();
    choices += 1;
    const choice = choices;
    tell('good', say('reading'));
    const bytes = new Uint8Array(await given.arrayBuffer());
    // The words above are to be seen before a long file keeps the page busy.
    await new Promise((resolve) => setTimeout(resolve, 30));
    // Another file was chosen meanwhile.
    if (choice !== choices) return;
    const table = readTable(kind, given.name, bytes);
    if ('fault' in table) {
      tell('bad', faultText(table));
      return;
    }
    tell(null);
    // What was judged otherwise is another import.
    const isOver = kind === 'prices' && overChanged.checked;
    const print = `${fingerprint(kind, bytes)}${isOver ? '-over' : ''}`;
    chosen = {
      kind,
      table,
      portions: kind === 'places' ? placePortionsOf(table.rows) : portionsOf(table.rows),
      print,
    };
    preview(table);
    const before = kept(print);
    button.disabled = table.rows.length === 0;
    button.hidden = button.disabled;
    const isOpen = before !== null && !before.finished && before.done > 0;
    const first = isChecked(kind) ? 'check' : table.bad.length > 0 ? 'startRest' : 'start';
    const word = isOpen ? 'goOn' : first;
    button.textContent = say(word, { rows: table.rows.length.toLocaleString('en-US') });
    if (isOpen) tell('good', say('resumable', { rows: before.rows, total: table.rows.length }));
  }

  const meaning = (name: string) => importColumnWords[name]?.[language] ?? name;

  function faultText({ fault, params }: FileFault): string {
    // Columns by what people call them.
    const said = String(params.columns ?? '').replace(/[A-Za-z]+/g, (name) => meaning(name));
    const named = fault === 'columns' ? { ...params, columns: said } : params;
    return say(`fault${fault.charAt(0).toUpperCase()}${fault.slice(1)}`, named);
  }

  const gaps: Record<string, string> = { ',': 'gapComma', '\t': 'gapTab', ';': 'gapSemicolon' };

  function sourceText({ source, headingRow }: ReadTable): string {
    const { format, encoding = '', separator = '', sheet = '', otherSheets = [] } = source;
    const word = ({ csv: 'sourceCsv', json: 'sourceJson', xlsx: 'sourceXlsx' } as const)[format];
    const gap = gaps[separator];
    const told = say(word, {
      encoding,
      gap: gap === undefined ? `“${separator}”` : say(gap),
      sheet,
      heading: headingRow,
    });
    return otherSheets.length > 0
      ? `${told} ${say('otherSheets', { sheets: otherSheets.join('、') })}`
      : told;
  }

  /** What each column was read as, and the first rows as they were understood: nothing is written before this is seen. */
  function preview(table: ReadTable): void {
    const { rows, columns, ignored, bad, source } = table;
    const place = (letters: string) => (source.format === 'json' ? '' : letters);
    part('source').textContent = sourceText(table);
    fill(
      part('columns'),
      [say('columnAt'), say('columnHeading'), say('columnMeaning'), say('columnExample')],
      columns.map(({ letters, heading, name }) => [
        place(letters),
        heading,
        meaning(name),
        rows[0]?.values[name] ?? '',
      ]),
    );
    const left = ignored.map(({ letters, heading }) => `${place(letters)} ${heading}`.trim());
    part('ignored').textContent = left.length > 0 ? say('ignored', { columns: left.join('、') }) : '';
    part('summary').textContent = say('summary', { rows: rows.length.toLocaleString('en-US') });
    fill(
      part('sample'),
      ['#', ...columns.map(({ name }) => meaning(name))],
      rows
        .slice(0, previewRows)
        .map(({ row, values }) => [row, ...columns.map(({ name }) => values[name] ?? '')]),
    );
    part('unread').textContent =
      bad.length > 0 ? say('unreadRows', { count: bad.length.toLocaleString('en-US') }) : '';
    show('preview', true);
    drawFaults(bad, bad.length);
  }

  function drawFaults(bad: readonly BadRow[], count: number): void {
    show('bad', bad.length > 0);
    fill(
      part('faults'),
      [say('columnRow'), say('columnCell'), say('columnFault')],
      bad
        .slice(0, shownBadRows)
        .map((one) => [one.row, one.params.cell ?? '', importFaultText(one, language)]),
    );
    part('more').textContent =
      count > shownBadRows
        ? say('moreFaults', { count: (count - shownBadRows).toLocaleString('en-US') })
        : '';
  }

  /** Rows that were never sent, rows that the server gave back, and what it says of others. */
  const faultsOf = (table: ReadTable, progress: ImportProgress | null): BadRow[] =>
    [...table.bad, ...(progress?.bad ?? []), ...(progress?.notes ?? [])].sort((a, b) => a.row - b.row);

  function draw(progress: ImportProgress, total: number): void {
    latest = progress;
    bar.max = total;
    bar.value = progress.rows;
    const number = (value: number) => value.toLocaleString('en-US');
    part('counted').textContent = say('counted', { rows: number(progress.rows), total: number(total) });
    part('changed').textContent = number(progress.changed);
    part('unchanged').textContent = number(progress.unchanged);
    const table = chosen?.table;
    if (!table) return;
    const wrong = table.bad.length + progress.bad.length + progress.moreBad;
    part('wrong').textContent = number(wrong);
    show('progress', true);
    drawFaults(faultsOf(table, progress), wrong + (progress.notes?.length ?? 0));
  }

  /** Once the report of every row is on the page, and somebody says so. */
  async function confirmed(): Promise<void> {
    const rows = latest?.changed ?? 0;
    const go = part<HTMLButtonElement>('confirm');
    go.textContent = say('confirm', { rows: rows.toLocaleString('en-US') });
    go.disabled = false;
    // Where nothing would change there is nothing to agree to.
    go.hidden = rows === 0;
    show('confirm-box', true);
    button.hidden = true;
    const isWrong = (latest?.bad.length ?? 0) > 0;
    tell(isWrong ? 'bad' : 'good', say(rows === 0 && !isWrong ? 'same' : 'checked'));
    await new Promise<void>((resolve) => {
      go.addEventListener('click', () => resolve(), { once: true });
    });
    show('confirm-box', false);
    tell(null);
  }

  /** The archive beside the table, if one was chosen: read when the first row names a file of it. */
  const zipFile = part<HTMLInputElement>('zip');
  let zip: Zip | null = null;
  const jobs = pictureJobs({
    csrf: box.dataset.csrf ?? '',
    broken: say('pictureBroken'),
    late: say('pictureLate'),
  });
  const missing = say('pictureMissing');
  const picturesIn = new Map(
    Object.entries(pictureColumns).map(([kind, columns]) => [
      kind as ImportKind,
      importPictures({ ...jobs, zip: () => zip, missing, columns }),
    ]),
  );
  async function readZip(): Promise<void> {
    const given = zipFile.files?.[0];
    zip = given ? openZip(new Uint8Array(await given.arrayBuffer())) : null;
  }

  async function run(): Promise<void> {
    if (!chosen) return;
    const { kind, table, portions, print } = chosen;
    if (isSignedKind(kind) && !statedTotals(kind)) {
      tell('bad', say('totalsBad'));
      return;
    }
    const before = kept(print);
    const isOpen = before !== null && !before.finished;
    const asOfMs = kind === 'levels' ? brandTimeOf(asOf.value) : null;
    const progress = isOpen ? before : newProgress(await newImportId(), asOfMs);
    const { importId } = progress;
    const pictures = picturesIn.get(kind) ?? null;
    if (pictures) await readZip();
    button.disabled = true;
    file.disabled = true;
    asOf.disabled = true;
    overChanged.disabled = true;
    tell(null);
    draw(progress, table.rows.length);
    let agreed = false;
    const ended = await runImport({
      portions,
      progress,
      async send(portion, given) {
        const { rows, refused } = pictures ? await pictures.resolved(given) : { rows: given, refused: null };
        const sent = await post<ImportedPortion>('portion', {
          importId,
          portion,
          kind,
          rows: JSON.stringify(rows),
          ...(progress.asOfMs === undefined ? {} : { asOfMs: progress.asOfMs }),
          ...(kind === 'places' ? { datum: datum.value } : {}),
          ...(kind === 'prices' && overChanged.checked ? { overChanged: 'true' } : {}),
        });
        return pictures && refused && sent.kind === 'ok'
          ? { ...sent, value: pictures.explained(sent.value, refused) }
          : sent;
      },
      // Until somebody agrees it is never said to be whole, and nothing of it comes into force.
      async finish() {
        if (isChecked(kind) && !agreed) await confirmed();
        agreed = true;
        const totals = isSignedKind(kind) ? statedTotals(kind) : null;
        return post('finish', {
          importId,
          kind,
          portions: portions.length,
          ...(totals ? { totals: JSON.stringify(totals) } : {}),
        });
      },
      onProgress(next) {
        keep(print, next.finished ? null : next);
        draw(next, table.rows.length);
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    file.disabled = false;
    asOf.disabled = false;
    overChanged.disabled = false;
    if (ended.kind === 'finished') {
      const wrong = table.bad.length + (latest?.bad.length ?? 0) + (latest?.moreBad ?? 0);
      const { awaitsSecond } = ended.result as FinishedImport;
      if (awaitsSecond === undefined)
        tell(
          wrong > 0 ? 'bad' : 'good',
          say(wrong > 0 ? 'doneWithFaults' : latest?.changed === 0 ? 'same' : 'done', { wrong }),
        );
      else tell('good', say(awaitsSecond ? 'awaitsSecond' : 'nothingNew'));
      file.value = '';
      show('preview', false);
      reported = faultsOf(table, latest);
      chosen = null;
      return;
    }
    tell('bad', ended.kind === 'broken' ? say('broken') : ended.message);
    button.textContent = say('goOn');
    button.disabled = false;
  }

  /** The sums as they were typed, in fen where they are money; null where one is missing or none. */
  function statedTotals(kind: SignedKind): Record<string, number> | null {
    const totals: Record<string, number> = {};
    for (const input of part(`totals-${kind}`).querySelectorAll<HTMLInputElement>('input')) {
      const name = input.dataset.total ?? '';
      const typed = input.value.replace(/[,，\s]/g, '');
      const isMoney = name.endsWith('Fen');
      if (!(isMoney ? /^\d{1,13}(\.\d{1,2})?$/ : /^\d{1,13}$/).test(typed)) return null;
      const [whole = '', cents = ''] = typed.split('.');
      totals[name] = isMoney ? Number(whole) * 100 + Number(cents.padEnd(2, '0')) : Number(typed);
    }
    return totals;
  }

  async function newImportId(): Promise<string> {
    const made = await post<{ importId: string }>('new', {});
    if (made.kind === 'ok') return made.value.importId;
    throw new Error('no number for this import');
  }

  async function post<T>(what: string, fields: Record<string, string | number>): Promise<Sent<T>> {
    const form = new FormData();
    form.set('csrf', box.dataset.csrf ?? '');
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    try {
      const answer = await fetch(`/hq/import/${what}`, {
        method: 'POST',
        body: form,
        headers: { accept: 'application/json' },
      });
      if (answer.ok) return { kind: 'ok', value: (await answer.json()) as T };
      if (answer.status >= 500 || answer.status === 429) return { kind: 'retry' };
      const problem = (await answer.json().catch(() => null)) as { title?: string } | null;
      return {
        kind: 'stop',
        isFinal: answer.status !== 401 && answer.status !== 403,
        message: problem?.title ?? say(answer.status === 401 ? 'signedOut' : 'refused'),
      };
    } catch {
      return { kind: 'retry' };
    }
  }

  function report(): void {
    const bad = chosen ? faultsOf(chosen.table, latest) : reported;
    const rows = bad.map((one) => [one.row, one.params.cell ?? '', one.code, importFaultText(one, language)]);
    const csv = csvOf([
      [say('columnRow'), say('columnCell'), say('columnCode'), say('columnFault')],
      ...rows,
    ]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
    link.download = `import-${(latest?.importId ?? 'faults').slice(-6)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function showKind(): void {
    const kind = kindChosen();
    for (const one of importKinds) {
      const hint = box.querySelector<HTMLElement>(`[data-part="hint-${one}"]`);
      if (hint) hint.hidden = one !== kind;
    }
    show('as-of-field', kind === 'levels');
    show('datum-field', kind === 'places');
    show('over-changed-field', kind === 'prices');
    show('zip-field', kind in pictureColumns);
    for (const box of signedKinds) if (part(`totals-${box}`)) show(`totals-${box}`, box === kind);
  }
  showKind();
  file.addEventListener('change', () => void choose());
  overChanged.addEventListener('change', () => void choose());
  for (const option of box.querySelectorAll<HTMLInputElement>('input[name="kind"]')) {
    option.addEventListener('change', () => {
      showKind();
      void choose();
    });
  }
  button.addEventListener('click', () => void run().catch(() => tell('bad', say('broken'))));
  part('download').addEventListener('click', report);
  window.addEventListener('beforeunload', (event) => {
    if (file.disabled) event.preventDefault();
  });
}

/** What a file says is text, whatever it looks like. */
function fill(
  table: HTMLElement,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const line = (cells: readonly (string | number)[], tag: 'th' | 'td') => {
    const tr = document.createElement('tr');
    for (const cell of cells) {
      const element = document.createElement(tag);
      element.textContent = String(cell);
      tr.append(element);
    }
    return tr;
  };
  table.querySelector('thead')?.replaceChildren(line(head, 'th'));
  table.querySelector('tbody')?.replaceChildren(...rows.map((row) => line(row, 'td')));
}

for (const box of document.querySelectorAll<HTMLElement>('[data-import]')) start(box);
