/** All cases, in the order in which they are run. */
import { batches } from './batches.ts';
import { capacity } from './capacity.ts';
import { capacityIndexes } from './capacity-indexes.ts';
import { conditions } from './conditions.ts';
import { depth } from './depth.ts';
import { filters } from './filters.ts';
import { indexReads } from './index-reads.ts';
import { items } from './items.ts';
import type { Group } from './kit.ts';
import { legacy } from './legacy.ts';
import { limits } from './limits.ts';
import { messages } from './messages.ts';
import { precedence } from './precedence.ts';
import { queries } from './queries.ts';
import { readsRefused } from './reads-refused.ts';
import { streams } from './streams.ts';
import { tableChanges } from './table-changes.ts';
import { tables } from './tables.ts';
import { transactions } from './transactions.ts';
import { transactionsRefused } from './transactions-refused.ts';
import { updates } from './updates.ts';
import { updatesRefused } from './updates-refused.ts';
import { values } from './values.ts';

export const everyGroup: Group[] = [
  ...items,
  ...values,
  ...updates,
  ...updatesRefused,
  ...conditions,
  ...filters,
  ...queries,
  ...indexReads,
  ...readsRefused,
  ...batches,
  ...transactions,
  ...transactionsRefused,
  ...tables,
  ...tableChanges,
  ...messages,
  ...precedence,
  ...limits,
  ...depth,
  ...capacity,
  ...capacityIndexes,
  ...streams,
  ...legacy,
];
