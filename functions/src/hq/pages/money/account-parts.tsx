/** @jsxImportSource hono/jsx */
import { readYuan } from '@jindian/shared/money';
import type { Child } from 'hono/jsx';
import { type Asset, chart, findClass } from '../../../money/ledger/chart.ts';
import { formatSignedYuan } from '../../format.ts';
import { idPicked } from '../../forms/picked.ts';
import { Money } from '../../ui/parts.tsx';
import { Picker } from '../../ui/picker.tsx';
import { type HqContext, partsOn, type Visit } from '../../visit.ts';

/** An amount of an account, in its asset. */
export function Amount({
  visit,
  asset,
  amount,
  signed = false,
}: {
  visit: Visit;
  asset: Asset;
  amount: number;
  signed?: boolean;
}) {
  if (asset === 'fen') return <Money fen={amount} signed={signed} />;
  return <span class="money">{visit.t('points', { count: pointsText(amount, signed) })}</span>;
}

export function amountText(visit: Pick<Visit, 't'>, asset: Asset, amount: number): string {
  return asset === 'fen'
    ? formatSignedYuan(amount).replace('+', '')
    : visit.t('points', { count: pointsText(amount, false) });
}

function pointsText(amount: number, signed: boolean): string {
  const text = Math.abs(amount).toLocaleString('en-US');
  return `${amount < 0 ? '−' : signed && amount > 0 ? '+' : ''}${text}`;
}

/** What a person typed for an account: yuan, or a number of points. Null: no amount. */
export function readAmount(account: string, text: string): number | null {
  if (findClass(account)?.asset !== 'points') {
    const sign = text.trim().startsWith('-') ? -1 : 1;
    const fen = readYuan(text.trim().replace(/^-/, ''));
    return fen === null ? null : sign * fen;
  }
  return /^-?\d{1,11}$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** `commission:*` and a number make an account; null where something is missing or it is none of the chart. */
export function accountFrom(pattern: string, id: string): string | null {
  const account = pattern.endsWith(':*') ? `${pattern.slice(0, -1)}${idPicked(id)}` : pattern;
  return findClass(account) ? account : null;
}

/** The pattern and the number that an account is chosen by. */
export function choiceOf(account: string): { pattern: string; id: string } {
  const colon = account.indexOf(':');
  return colon < 0
    ? { pattern: account, id: '' }
    : { pattern: `${account.slice(0, colon)}:*`, id: account.slice(colon + 1) };
}

/** Every account of the chart by its name, and the number that tells accounts of one class apart. */
export function AccountChoice({
  c,
  label,
  names,
  chosen,
}: {
  c: HqContext;
  label: string;
  names: { account: string; id: string };
  chosen: { pattern: string; id: string };
}): Child {
  const visit = c.get('visit');
  const { t } = visit;
  const patterns = chart.classes.map(({ pattern }) => pattern);
  return (
    <>
      <label class="field">
        <span>{label}</span>
        <select name={names.account}>
          {partsOn(c, 'account', patterns).map((pattern) => (
            <option value={pattern} selected={pattern === chosen.pattern}>
              {visit.code('account', pattern.replace(':*', ''))}
              {pattern.endsWith(':*') ? ' …' : ''}
            </option>
          ))}
        </select>
      </label>
      <Picker
        name={names.id}
        of="things"
        label={t('ledgerId')}
        value={chosen.id}
        placeholder={t('ledgerIdHint')}
      />
    </>
  );
}
