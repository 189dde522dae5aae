/** The page that brings tables in: reads the file here, sends it in portions, and tells what became of each row. */
import { type ImportKind, type ImportRow, importFaultText } from '@jindian/shared/import-table';
import { csvOf, fingerprint, portionsOf, readTable, type Table, textOf } from './import-file.ts';
import { asOfFrom, type ImportProgress, newProgress, runImport, type Sent } from './import-run.ts';

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
  const button = part<HTMLButtonElement>('start');
  const bar = part<HTMLProgressElement>('bar');
  let chosen: { kind: ImportKind; table: Table; portions: ImportRow[][]; print: string } | null = null;
  let latest: ImportProgress | null = null;

  const kindChosen = (): ImportKind =>
    box.querySelector<HTMLInputElement>('input[name="kind"]:checked')?.value === 'prices'
      ? 'prices'
      : 'levels';
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
    for (const name of ['preview', 'progress', 'bad']) show(name, false);
    tell(null);
    button.disabled = true;
    if (!given) return;
    const kind = kindChosen();
    const text = textOf(new Uint8Array(await given.arrayBuffer()));
    const table = readTable(kind, given.name, text);
    if ('fault' in table) {
      tell('bad', faultText(table));
      return;
    }
    const print = fingerprint(kind, text);
    chosen = { kind, table, portions: portionsOf(table.rows), print };
    preview(chosen);
    const before = kept(print);
    button.disabled = false;
    const isOpen = before !== null && !before.finished && before.done > 0;
    button.textContent = say(isOpen ? 'goOn' : 'start');
    if (isOpen) tell('good', say('resumable', { rows: before.rows, total: table.rows.length }));
  }

  function faultText(fault: Exclude<ReturnType<typeof readTable>, Table>): string {
    if (fault.fault === 'columns') return say('faultColumns', { columns: fault.missing.join('、') });
    if (fault.fault === 'too_long') return say('faultTooLong', { max: fault.max });
    return say(fault.fault === 'empty' ? 'faultEmpty' : 'faultUnreadable');
  }

  function preview({ table }: { table: Table }): void {
    const { rows, columns, ignored } = table;
    part('summary').textContent = say('summary', { rows: rows.length.toLocaleString('en-US') });
    part('ignored').textContent = ignored.length > 0 ? say('ignored', { columns: ignored.join('、') }) : '';
    const head = ['#', ...columns];
    const body = rows
      .slice(0, previewRows)
      .map(({ row, values }) => [row, ...columns.map((column) => values[column] ?? '')]);
    fill(part('sample'), head, body);
    show('preview', true);
  }

  function draw(progress: ImportProgress, total: number): void {
    latest = progress;
    bar.max = total;
    bar.value = progress.rows;
    const number = (value: number) => value.toLocaleString('en-US');
    part('counted').textContent = say('counted', { rows: number(progress.rows), total: number(total) });
    part('changed').textContent = number(progress.changed);
    part('unchanged').textContent = number(progress.unchanged);
    part('wrong').textContent = number(progress.bad.length + progress.moreBad);
    show('progress', true);
    show('bad', progress.bad.length > 0);
    fill(
      part('faults'),
      [say('columnRow'), say('columnFault')],
      progress.bad.slice(0, shownBadRows).map((bad) => [bad.row, importFaultText(bad, language)]),
    );
    part('more').textContent =
      progress.bad.length > shownBadRows
        ? say('moreFaults', { count: number(progress.bad.length - shownBadRows) })
        : '';
  }

  async function run(): Promise<void> {
    if (!chosen) return;
    const { kind, table, portions, print } = chosen;
    const before = kept(print);
    const isOpen = before !== null && !before.finished;
    const asOfMs = kind === 'levels' ? asOfFrom(asOf.value) : null;
    const progress = isOpen ? before : newProgress(await newImportId(), asOfMs);
    const { importId } = progress;
    button.disabled = true;
    file.disabled = true;
    asOf.disabled = true;
    tell(null);
    draw(progress, table.rows.length);
    const ended = await runImport({
      portions,
      progress,
      send: (portion, rows) =>
        post('portion', {
          importId,
          portion,
          kind,
          rows: JSON.stringify(rows),
          ...(progress.asOfMs === undefined ? {} : { asOfMs: progress.asOfMs }),
        }),
      finish: () => post('finish', { importId, kind, portions: portions.length }),
      onProgress(next) {
        keep(print, next.finished ? null : next);
        draw(next, table.rows.length);
      },
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    file.disabled = false;
    asOf.disabled = false;
    if (ended.kind === 'finished') {
      const wrong = (latest?.bad.length ?? 0) + (latest?.moreBad ?? 0);
      tell(wrong > 0 ? 'bad' : 'good', say(wrong > 0 ? 'doneWithFaults' : 'done', { wrong }));
      file.value = '';
      button.textContent = say('start');
      chosen = null;
      return;
    }
    tell('bad', ended.kind === 'broken' ? say('broken') : ended.message);
    button.textContent = say('goOn');
    button.disabled = false;
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
        message: problem?.title ?? say(answer.status === 401 ? 'signedOut' : 'refused'),
      };
    } catch {
      return { kind: 'retry' };
    }
  }

  function report(): void {
    if (!latest) return;
    const rows = latest.bad.map((bad) => [bad.row, bad.code, importFaultText(bad, language)]);
    const csv = csvOf([[say('columnRow'), say('columnCode'), say('columnFault')], ...rows]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
    link.download = `import-${latest.importId.slice(-6)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  file.addEventListener('change', () => void choose());
  for (const option of box.querySelectorAll<HTMLInputElement>('input[name="kind"]')) {
    option.addEventListener('change', () => {
      part('hint-levels').hidden = kindChosen() !== 'levels';
      part('hint-prices').hidden = kindChosen() !== 'prices';
      part('as-of-field').hidden = kindChosen() !== 'levels';
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
