import type { oldCardsZh } from './old-cards.zh.ts';

export const oldCardsEn: { [Key in keyof typeof oldCardsZh]: string } = {
  entry: 'Old cards',
  title: 'Old member cards',
  lead: 'Enter the whole number of an old card, or the old member number, to see the points and balances that were moved in.',
  field: 'Old card or member number',
  find: 'Find',
  tooShort: 'Please enter the whole number (three characters at least)',
  none: 'Nobody has this number',
  noneNote: 'Please check the number on the card: it has to be whole. If it is right, ask headquarters.',
  state_waiting: 'Waiting',
  state_refused: 'With headquarters',
  state_claimed: 'Taken over',
  nameless: 'No name on record',
  phone: 'Phone on record {phone}',
  noPhone: 'No phone on record',
  number: 'Member {number}',
  joined: 'Member since {day}',
  points: 'Points',
  paid: 'Stored value, paid',
  granted: 'Stored value, granted',
  check:
    'First make sure: the customer can name the phone on record, of which only the ends are shown here. Then:',
  do_claim:
    'Have them open the mini-program, confirm that phone number under “Me”, and take over the old account under “Points and balances”. It is theirs at once.',
  do_hq:
    'Where the number is theirs no more, or none is on record: they bring papers and the old card, and headquarters gives it to them. You cannot do that here.',
  do_refused:
    'Who holds this number now said that they are somebody else. They bring papers and the old card, and headquarters gives it to them.',
  do_claimed: 'Points and balances are in their mini-program already: they are shown under “Me”.',
};
