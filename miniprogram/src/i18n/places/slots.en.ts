import type { slotsZh } from './slots.zh.ts';

export const slotsEn: { [Key in keyof typeof slotsZh]: string } = {
  whenPickup: 'When will you come',
  whenDelivery: 'When should it arrive',
  soon: 'As soon as possible',
  soonPickup: 'We tell you when it is packed; come any time while we are open',
  soonDelivery: 'It leaves as soon as somebody is free',
  full: 'Full',
  few: 'Few left',
  noSlots: 'No slots can be booked here at the moment',
  gone: 'The slot you chose is full now; please choose another',
  loading: 'Looking for free slots…',

  onTheWay: 'Brought by a courier',
  open: 'Looking for a courier nearby',
  grabbed: '{name} is fetching it at the branch',
  returning: '{name} could not deliver it this time',
  picked_up: '{name} is on the way to you',
  delivered: 'Delivered by {name}',
  code: 'Delivery code',
  codeNote: 'Tell the courier once you have your goods, not before',
  blocked: 'Too many wrong codes. Once you have your goods, ask the branch to confirm.',
};
