import type { guideZh } from './guide.zh.ts';

export const guideEn: { [Key in keyof typeof guideZh]: string } = {
  codeTitle: 'My guide QR',
  codeHint:
    "A customer's online orders in the {days} days after scanning are credited to you, at the same price",
  codeSave: 'Save picture',
  codeShare: 'Send it',
  codeCopy: 'Copy link',
  codeCopied: 'Link copied',
  codeLabel: "{name}'s guide QR",
  shareTitle: '{name} at {branch} is happy to help',

  earningsTitle: 'My earnings',
  earningsSee: 'See every entry',
  available: 'Available',
  pending: 'Pending',
  customers: 'Customers',
  customersCount: '{count}',
  pendingNote: 'Becomes available once the order is completed and its return period is over',
  negativeNote: 'Refunds took back more than was available; later earnings make up for it',

  earningsEmpty: 'No earnings yet',
  earningsEmptyNote: 'Ask customers to scan your QR; the orders they then place online appear here',
  showMyCode: 'Show my QR',
  orderNumber: 'Order {number}',
  state_pending: 'Pending',
  state_posted: 'Available',
  state_voided: 'Cancelled',
  clawback: 'Taken back',
  rule: '{category} {base} × {rate}',
  otherCategory: 'Other goods',
  whenOpen: 'Available once the order is completed and its return period is over',
  whenDay: 'Available from {time} at the earliest',
  whenPosted: 'Counted as available',
  whenVoided: 'The order was not completed or was refunded',
  whenClawback: 'The customer was refunded; taken back in proportion',
};
