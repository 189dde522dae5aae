import type { hqZh } from './hq.zh.ts';

export const hqEn: { [Key in keyof typeof hqZh]: string } = {
  notSignIn: 'This is not a sign-in QR',
  deskFirst: 'First open this in a browser on the computer or tablet:',
  deskCopy: 'Copy the address',
  deskCopied: 'Copied: send it to the computer',
  deskThen: 'Then scan the code that it shows, and say yes on this phone.',
  scanDesk: 'Scan the code on the computer',
  approveTitle: 'Confirm sign-in',
  approveAsk: 'Let this computer into the HQ web view?',
  approveNote:
    'It will be able to see and change orders, branches and the fund pool as you. Make sure it is the computer in front of you.',
  approveDeskAsk: 'Let this device into the desk?',
  approveDeskNote:
    'It will be able to work on orders and stock as you, for about a shift. Make sure it is the computer or tablet in front of you. You can end it at any time under “Me → Where I am signed in”.',
  approvedDeskNote:
    'Look at the device now. Sign out there when you are done, or end it under “Me → Where I am signed in”.',
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
