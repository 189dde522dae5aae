/**
 * The service checks requests in two layers of different age, and words what it finds accordingly. Writes of single items
 * go through the newer one, which puts every finding into an envelope; reads of items and queries through the newer one
 * without; batches of writes, transactions and scans through the older one.
 */
import { type DynamoFailure, invalid } from '../failures.ts';

export interface Wording {
  newer: boolean;
  /** Makes the refusal of a request that is wrong in itself, whatever the tables hold. */
  refusal(message: string): DynamoFailure;
}

export const singleWrites: Wording = {
  newer: true,
  refusal: (message) => invalid(`1 validation error detected: ${message}`),
};
export const reads: Wording = { newer: true, refusal: invalid };
export const older: Wording = { newer: false, refusal: invalid };
