/** @jsxImportSource hono/jsx */
import { formatYuan } from '@jindian/shared/money';
import { formatBrandTime } from '@jindian/shared/time';
import type { Child } from 'hono/jsx';
import QRCode from 'qrcode';
import { formatSignedYuan } from '../format.ts';
import type { Stage } from '../pages/serving/stages.ts';
import type { Visit } from '../visit.ts';
import { type ChipKind, toneOf } from './tones.ts';

export function Money({ fen, signed = false }: { fen: number; signed?: boolean }) {
  return <span class="money">{signed ? formatSignedYuan(fen) : formatYuan(fen).replace('-', '−')}</span>;
}

/** A time in the brand's time zone; `text` where the day is known and only the clock is shown. */
export function Time({ atMs, text }: { atMs: number; text?: string }) {
  return (
    <time datetime={new Date(atMs).toISOString()} title={formatBrandTime(atMs)}>
      {text ?? formatBrandTime(atMs)}
    </time>
  );
}

export function StageChip({ visit, stage }: { visit: Visit; stage: Stage }) {
  return <Chip kind={stage}>{visit.code('stage', stage)}</Chip>;
}

/** A state in a word; its colour says whether somebody has to do something. */
export function Chip({ kind, children }: { kind: ChipKind; children?: Child }) {
  return <span class={`chip is-${toneOf[kind]}`}>{children}</span>;
}

export function Card({
  title,
  lead,
  tools,
  id,
  children,
  flush = false,
}: {
  title?: string;
  lead?: Child;
  tools?: Child;
  id?: string;
  /** Tables go to the card's edges. */
  flush?: boolean;
  children?: Child;
}) {
  const heading = id ? `${id}-title` : undefined;
  return (
    <section class={flush ? 'card is-flush' : 'card'} id={id} aria-labelledby={title ? heading : undefined}>
      {title ? (
        <div class="card-head">
          <div>
            <h2 id={heading}>{title}</h2>
            {lead ? <div class="lead">{lead}</div> : null}
          </div>
          {tools}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** `href`: the rows that it counts. */
export function Figure(props: { label: string; value: Child; hint?: Child; href?: string }) {
  const { label, value, hint, href } = props;
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        {href ? (
          <a class="figure-value" href={href}>
            {value}
          </a>
        ) : (
          <span class="figure-value">{value}</span>
        )}
        {hint ? <span class="figure-hint">{hint}</span> : null}
      </dd>
    </div>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="facts">
      {rows.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export type Column = {
  label: string;
  kind?: 'number' | 'main';
  /** Sorts the table by this column; `sorted` says that it is. */
  href?: string;
  sorted?: 'ascending' | 'descending' | undefined;
};

/** Browsers forget that it is a table once the style changes its display, so the roles are said again. */
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** A table that turns into cards on a phone: each cell then shows its column's name. */
export function Table({
  caption,
  columns,
  kind,
  children,
}: {
  caption: string;
  columns: readonly Column[];
  /** Names a layout of its own for the cards on a phone. */
  kind?: 'orders' | 'places' | 'trail' | 'candidates' | 'report' | 'records';
  children?: Child;
}) {
  return (
    <table class={kind ? `table is-${kind}` : 'table'} {...roles.table}>
      <caption class="unseen">{caption}</caption>
      <thead {...roles.rowgroup}>
        <tr {...roles.row}>
          {columns.map(({ label, kind, href, sorted }) => (
            <th
              {...roles.columnheader}
              scope="col"
              class={kind === 'number' ? 'is-number' : undefined}
              aria-sort={sorted}
            >
              {href ? <a href={href}>{label}</a> : label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...roles.rowgroup}>{children}</tbody>
    </table>
  );
}

export function Row({
  columns,
  cells,
  rowKey,
  mark,
  whole = false,
}: {
  columns: readonly Column[];
  cells: readonly Child[];
  /** Told apart by the script that refreshes the list. */
  rowKey?: string | undefined;
  mark?: string | undefined;
  /** The whole row leads where the first link of its main cell does. */
  whole?: boolean;
}) {
  return (
    <tr
      {...roles.row}
      data-key={rowKey}
      class={[mark, whole && 'is-whole'].filter(Boolean).join(' ') || undefined}
    >
      {cells.map((cell, index) => {
        const column = columns[index] as Column;
        const kind = column.kind ? `is-${column.kind}` : undefined;
        return (
          <td {...roles.cell} data-label={column.label} class={kind}>
            <div class="cell">{cell}</div>
          </td>
        );
      })}
    </tr>
  );
}

/** `action`: where what is missing is made. */
export function Empty(props: { text: string; hint?: string; action?: { href: string; text: string } }) {
  const { text, hint, action } = props;
  return (
    <div class="empty">
      <p>{text}</p>
      {action ? (
        <p>
          <a class="button is-small" href={action.href}>
            {action.text}
          </a>
        </p>
      ) : null}
      {hint ? <p class="hint">{hint}</p> : null}
    </div>
  );
}

export function Notice({ kind, children }: { kind: 'good' | 'bad'; children?: Child }) {
  return (
    <p class={`notice is-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </p>
  );
}

/** A part of the page that is fetched anew every so many seconds. */
export function Live({
  visit,
  id,
  seconds,
  children,
}: {
  visit: Visit;
  id: string;
  seconds: number;
  children?: Child;
}) {
  return (
    <div id={id} data-live={String(seconds)} data-live-lost={visit.t('liveLost')}>
      {children}
    </div>
  );
}

/** Steps through a list by cursor: on, or back to where it begins. */
export function Pager({
  next,
  first,
}: {
  next: { href: string; text: string } | null;
  first: { href: string; text: string } | null;
}) {
  if (!next && !first) return null;
  return (
    <div class="pager">
      {first ? (
        <a class="button is-plain" href={first.href}>
          {first.text}
        </a>
      ) : null}
      {next ? (
        <a class="button is-plain" href={next.href} rel="next">
          {next.text}
        </a>
      ) : null}
    </div>
  );
}

/** A QR as one path of an SVG, four modules of white around it as readers want. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const margin = 4;
  const size = modules.size + 2 * margin;
  let path = '';
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue;
      let run = 1;
      while (x + run < modules.size && modules.get(y, x + run)) run += 1;
      path += `M${x + margin} ${y + margin}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#1d1d1f" d={path} />
    </svg>
  );
}
