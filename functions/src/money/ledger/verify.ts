import { ScanCommand } from 'dynamodb-toolbox/table/actions/scan';
import type { HashChain } from '../../platform/hash-chain.ts';
import { type ChainHead, unchainedFaults } from '../../platform/hash-chain-links.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Asset, classOf } from './chart.ts';
import { type LedgerItems, toTransfer } from './items.ts';
import { type Head, type Line, type StatementPage, toHead, toPage } from './lines.ts';
import { type Mark, stepsOfRef, toMark } from './marks.ts';
import type { LedgerReads } from './reads.ts';
import {
  addTotals,
  amountsFrom,
  type Change,
  chainedContent,
  changesOf,
  contributions,
  noTotals,
  type Totals,
  type Transfer,
} from './rules.ts';

export type LedgerFault = { what: string; expected: unknown; found: unknown };
export type LedgerVerification = {
  transfers: number;
  /** Postings that are in the books and not yet in the balances. */
  unfolded: number;
  /** Debits of all accounts less their credits, by asset: 0 in sound books. */
  imbalanceFen: number;
  imbalancePoints: number;
  links: number;
  heads: ChainHead[];
  faults: LedgerFault[];
};

const maxFaults = 100;

type Found = {
  transfers: Map<string, Transfer>;
  marks: Mark[];
  heads: Head[];
  pages: StatementPage[];
  available: Map<string, number>;
};

/**
 * Recomputes every balance from the transfers and compares; checks that every step is in one statement or waits for it,
 * and goes through the hash chain from the beginning. Reads the whole table: for tests, a restored backup, or a quiet
 * hour; transfers that are posted while it runs can show up as faults that a second run does not find.
 */
export function createLedgerVerification(deps: {
  table: JindianTable;
  items: LedgerItems;
  chain: HashChain;
  reads: Pick<LedgerReads, 'transfersById'>;
}) {
  const { table, items, chain, reads } = deps;

  async function readAll(): Promise<Found> {
    const found: Found = { transfers: new Map(), marks: [], heads: [], pages: [], available: new Map() };
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(ScanCommand)
        .entities(items.transfers, items.marks, items.balances, items.pages, items.available)
        .options({
          consistent: true,
          showEntityAttr: true,
          ...(exclusiveStartKey ? { exclusiveStartKey } : {}),
        })
        .send();
      for (const stored of page.Items ?? []) {
        if (stored.entity === 'Transfer') found.transfers.set(stored.id, toTransfer(stored));
        else if (stored.entity === 'LedgerMark') found.marks.push(toMark(stored));
        else if (stored.entity === 'Balance') found.heads.push(toHead(stored));
        else if (stored.entity === 'StatementPage') found.pages.push(toPage(stored));
        else found.available.set(stored.account, stored.available);
      }
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return found;
  }

  /** What the steps that a mark's name says would be chained as, by the transfers as they are now. */
  async function contentsOf(refs: readonly string[]): Promise<Map<string, unknown>> {
    const transfers = await reads.transfersById(
      refs.flatMap((ref) => stepsOfRef(ref).map(({ transferId }) => transferId)),
    );
    return new Map(refs.map((ref) => [ref, contentOf(ref, transfers)]));
  }

  /** `noted`: heads of the chain that were kept elsewhere. */
  async function verifyLedger(noted: readonly ChainHead[] = []): Promise<LedgerVerification> {
    const found = await readAll();
    const chained = await chain.verify({ contentsOf, noted });
    const unfolded = found.marks.filter(({ ref }) => !chained.refs.has(ref));
    const told = [...chained.refs, ...unfolded.map(({ ref }) => ref)];
    const digests = new Map(unfolded.map(({ ref, digest }) => [ref, digest]));
    const unchained = unchainedFaults(digests, await contentsOf([...digests.keys()]));
    return {
      transfers: found.transfers.size,
      unfolded: unfolded.length,
      imbalanceFen: imbalanceOf(found.heads, 'fen'),
      imbalancePoints: imbalanceOf(found.heads, 'points'),
      links: chained.links,
      heads: chained.heads,
      faults: [
        ...[...chained.faults, ...unchained].map((fault) => ({
          what: `chain: ${fault.what}`,
          expected: null,
          found: fault,
        })),
        ...totalFaults(found, unfolded),
        ...lineFaults(found),
        ...stepFaults(found, told),
        ...availableFaults(found),
      ].slice(0, maxFaults),
    };
  }

  return { verifyLedger };
}

function contentOf(ref: string, transfers: ReadonlyMap<string, Transfer>): unknown {
  const contents = stepsOfRef(ref).map(({ transferId, to }) => {
    const transfer = transfers.get(transferId);
    const change = transfer && changesOf(transfer).find((step) => step.to === to);
    return change && chainedContent(change);
  });
  return contents.includes(undefined) ? undefined : contents;
}

function imbalanceOf(heads: readonly Head[], asset: Asset): number {
  let difference = 0;
  for (const { account, totals } of heads) {
    if (classOf(account).asset !== asset) continue;
    const { postedDebits, postedCredits, pendingDebits, pendingCredits } = totals;
    difference += postedDebits - postedCredits + pendingDebits - pendingCredits;
  }
  return difference;
}

/** By account: what the transfers say, and what the balances and the steps that wait say. */
function totalFaults({ transfers, heads }: Found, unfolded: readonly Mark[]): LedgerFault[] {
  const expected = new Map<string, Totals>();
  const is = new Map<string, Totals>();
  const add = (sums: Map<string, Totals>, account: string, totals: Totals) =>
    sums.set(account, addTotals(sums.get(account) ?? noTotals, totals));
  for (const { legs, state } of transfers.values()) {
    for (const [account, totals] of contributions(legs, state)) add(expected, account, totals);
  }
  for (const { account, totals } of heads) add(is, account, totals);
  for (const { changes } of unfolded) {
    for (const { transfer, from, to } of changes) {
      for (const [account, totals] of contributions(transfer.legs, to)) add(is, account, totals);
      if (from === null) continue;
      for (const [account, totals] of contributions(transfer.legs, from)) add(is, account, minus(totals));
    }
  }
  return [...new Set([...expected.keys(), ...is.keys()])].flatMap((account) => {
    const [should, found] = [expected.get(account) ?? noTotals, is.get(account) ?? noTotals];
    return sameTotals(should, found) ? [] : [{ what: account, expected: should, found }];
  });
}

/** By shard of an account: its lines are numbered without a gap, and add up to its balance. */
function lineFaults({ heads, pages }: Found): LedgerFault[] {
  const linesOf = new Map<string, Line[]>();
  for (const { account, shard, lines } of pages) {
    const key = `${account}#${shard}`;
    linesOf.set(key, [...(linesOf.get(key) ?? []), ...lines]);
  }
  const faults: LedgerFault[] = [];
  for (const { account, shard, version, totals, recent } of heads) {
    const what = `${account}#${shard}`;
    const lines = [...(linesOf.get(what) ?? []), ...recent].sort((a, b) => a.number - b.number);
    linesOf.delete(what);
    const sum = lines.map(({ change }) => change).reduce(addTotals, noTotals);
    if (!sameTotals(sum, totals)) faults.push({ what: `lines of ${what}`, expected: sum, found: totals });
    if (lines.length !== version || lines.some(({ number }, index) => number !== index + 1)) {
      faults.push({ what: `numbers of ${what}`, expected: version, found: lines.length });
    }
  }
  for (const what of linesOf.keys()) faults.push({ what, expected: 'a balance', found: null });
  return faults;
}

/** Every step of every transfer is chained or waits for it, once. What is in neither was slipped in. */
function stepFaults({ transfers }: Found, refs: readonly string[]): LedgerFault[] {
  const told = new Map<string, number>();
  for (const { transferId, to } of refs.flatMap(stepsOfRef)) {
    const step = `${transferId}>${to}`;
    told.set(step, (told.get(step) ?? 0) + 1);
  }
  const faults: LedgerFault[] = [];
  for (const change of [...transfers.values()].flatMap(changesOf)) {
    const step = stepName(change);
    const times = told.get(step) ?? 0;
    if (times !== 1) faults.push({ what: step, expected: 'one link or mark', found: times });
    told.delete(step);
  }
  for (const step of told.keys()) faults.push({ what: step, expected: null, found: 'a link or a mark' });
  return faults;
}

function stepName({ transfer, to }: Change): string {
  return `${transfer.id}>${to}`;
}

function availableFaults({ transfers, available }: Found): LedgerFault[] {
  const expected = new Map<string, number>();
  for (const { legs, state } of transfers.values()) {
    for (const [account, totals] of contributions(legs, state)) {
      if (classOf(account).floor !== 'condition') continue;
      const change = amountsFrom(account, totals).available;
      expected.set(account, (expected.get(account) ?? 0) + change);
    }
  }
  return [...new Set([...expected.keys(), ...available.keys()])].flatMap((account) => {
    const [should, found] = [expected.get(account) ?? 0, available.get(account) ?? 0];
    if (should === found && found >= 0) return [];
    return [{ what: `available of ${account}`, expected: should, found }];
  });
}

function minus(totals: Totals): Totals {
  return addTotals(noTotals, {
    postedDebits: -totals.postedDebits,
    postedCredits: -totals.postedCredits,
    pendingDebits: -totals.pendingDebits,
    pendingCredits: -totals.pendingCredits,
  });
}

function sameTotals(a: Totals, b: Totals): boolean {
  return (Object.keys(noTotals) as (keyof Totals)[]).every((member) => a[member] === b[member]);
}
