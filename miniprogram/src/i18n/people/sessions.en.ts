import type { sessionsZh } from './sessions.zh.ts';

export const sessionsEn: { [Key in keyof typeof sessionsZh]: string } = {
  title: 'Where I am signed in',
  lead: 'Sign-ins that are still good. End any that you do not know.',
  none: 'No other sign-in',
  noneNote: 'Inside WeChat no sign-in is kept',
  shop: 'Shop',
  hq: 'HQ web view',
  thisOne: 'This device',
  unknownDevice: 'Unknown device',
  from: 'From {address}',
  fromUnknown: 'From an unknown address',
  since: 'Signed in at {time}',
  until: 'Good until {time}',
  end: 'End',
  endAsk: 'End this sign-in? That device has to sign in again.',
  endOthers: 'End all others',
  endOthersAsk: 'End every sign-in but this one?',
  ended: 'Ended: {count}',
  keep: 'Cancel',
};
