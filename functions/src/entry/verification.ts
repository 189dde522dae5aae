import { createLedger } from '../money/ledger/service.ts';
import { createAuditLog } from '../platform/audit.ts';
import type { Clock } from '../platform/clock.ts';
import type { ChainHead } from '../platform/hash-chain-links.ts';
import { createIds } from '../platform/ids.ts';
import type { JindianTable } from '../platform/table.ts';

/** How far the hash chains have come. Kept elsewhere, it finds another day what was cut off since. */
export type NotedHeads = { books: ChainHead[]; audit: ChainHead[] };

/** Adds up the books, and goes through the books' chain and the one of audit records. Changes nothing. */
export async function verifyRecords(
  { table, clock }: { table: JindianTable; clock: Clock },
  noted: NotedHeads = { books: [], audit: [] },
): Promise<{ sound: boolean; lines: string[]; heads: NotedHeads }> {
  const books = await createLedger({ table, clock }).verifyLedger(noted.books);
  const acts = await createAuditLog({ table, clock, ids: createIds(clock) }).verify(noted.audit);
  const { transfers, unfolded, imbalanceFen, imbalancePoints, links } = books;
  const told = (faults: readonly unknown[]) => faults.map((fault) => `  ${JSON.stringify(fault)}`);
  return {
    sound:
      imbalanceFen === 0 && imbalancePoints === 0 && books.faults.length === 0 && acts.faults.length === 0,
    lines: [
      `books: ${transfers} transfers (${unfolded} steps not yet folded), imbalance ${imbalanceFen} fen and ` +
        `${imbalancePoints} points, ${links} links of the chain, ${books.faults.length} faults`,
      ...told(books.faults),
      `audit: ${acts.refs.size} records in ${acts.links} links, ${acts.waiting} wait, ${acts.faults.length} faults`,
      ...told(acts.faults),
    ],
    heads: { books: books.heads, audit: acts.heads },
  };
}
