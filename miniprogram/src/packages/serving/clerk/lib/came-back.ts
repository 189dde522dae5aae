import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';

/** It was out from here, could not be delivered, and its goods are on the shelf again: no new order. */
export function cameBack({
  state,
  failure,
  history,
}: Pick<WorkItem, 'state' | 'failure' | 'history'>): boolean {
  if (failure === null || (state !== 'to_pack' && state !== 'ready')) return false;
  const before = [...history].reverse().find((step) => step.state !== 'to_pack' && step.state !== 'ready');
  return before?.state === 'delivery_failed';
}
