import type { hqZh } from './hq.zh.ts';

export const hqEn: { [Key in keyof typeof hqZh]: string } = {
  notSignIn: 'This is not the QR of the HQ web view',
  approveTitle: 'Confirm sign-in',
  approveAsk: 'Let this computer into the HQ web view?',
  approveNote:
    'It will be able to see and change orders, branches and the fund pool as you. Make sure it is the computer in front of you.',
  approveMe: 'As {name}',
  waitsAt: 'From {address}',
  waitsAtUnknown: 'From an unknown address',
  waitsWith: 'Browser: {browser}',
  waitsSince: 'Opened at {time}',
  approve: 'Let it in',
  refuse: 'Not me, cancel',
  approved: 'Let in',
  approvedNote: 'Look at the computer now. Sign out there when you are done.',
  failed: 'Not signed in',
  tryAgain: 'Try again',
  expired: 'The QR is no longer good',
  expiredNote: 'Reload the page on the computer and scan the new QR',
  scanAgain: 'Scan again',
  back: 'Back',
};
