import { shopEn } from './goods/shop.en.ts';
import { addressesEn } from './people/addresses.en.ts';
import { meEn } from './people/me.en.ts';
import { branchesEn } from './places/branches.en.ts';
import { orderEn } from './serving/order.en.ts';
import { ordersEn } from './serving/orders.en.ts';
import type { zh } from './zh.ts';

export const en: { [Key in keyof typeof zh]: string } = {
  ...shopEn,
  ...addressesEn,
  ...meEn,
  ...branchesEn,
  ...orderEn,
  ...ordersEn,

  tabStore: 'Store',
  tabCart: 'Cart',
  tabOrders: 'Orders',
  tabMember: 'Me',
  retry: 'Try again',
  cancel: 'Cancel',
  confirm: 'OK',
  save: 'Save',
  delete: 'Delete',
  edit: 'Edit',
  close: 'Close',
  search: 'Search',
  loadMore: 'Load more',
  noMore: 'That is all',
  pageLost: 'This page did not open; please check the network and try again',
  loading: 'Loading…',
  updateAsked: 'There is a newer version',
  updateNeeded: 'This version is too old to go on: please update, or close the app and open it again',
  updateNow: 'Update',
  updateLater: 'Later',
  failedTitle_offline: 'No connection',
  failedNote_offline: 'Try again once you are connected',
  failedTitle_gone: 'It is not here any more',
  failedTitle_not_yours: 'This is not yours to see',
  failedNote_not_yours: 'Ask your manager or HQ if you need it',
  failedTitle_busy: 'Very busy just now',
  failedNote_busy: 'Try again in a few seconds',
  failedTitle_unknown: 'This did not open',
  goBack: 'Back',
  clear: 'Clear',
  signInTitle: 'Please sign in',
  signInByPhone: 'Sign in by phone',
  personaBrowser: 'A visitor in a browser',
  personaBrowserNote: 'Outside WeChat: signs in with a number and a code by SMS',
  signInNote: 'Signed in, you can order and pay, follow your orders and keep your addresses.',

  entryResolving: 'Reading the code…',
  entryUnknownTitle: 'This code is not one of ours',
  entryUnknownNote: "Scan a shelf code or a guide's code in a branch",
  entryRevokedTitle: 'This code is no longer in use',
  entryRevokedNote: 'Ask in the shop for the new one, or look around without it',
  entryBound: '{name} will look after you',
  entryScanAgain: 'Scan again',
  scanNotOurs: 'This is not a code of ours',
  scanIsPickup: 'This is a pickup code: show it to the clerk',

  privacyTitle: 'Privacy',
  privacyAskTitle: 'Your privacy',
  privacyAskText:
    'To find the branch nearest to you and to deliver your orders, we use your location and delivery details. Please read our {name} and our {terms}.',
  privacyDocument: 'privacy notice',
  termsTitle: 'Terms of use',
  termsDocument: 'terms of use',
  privacyAgree: 'Agree',
  privacyRefuse: 'Not now',
  privacyVersion: 'Version {version}',
};
