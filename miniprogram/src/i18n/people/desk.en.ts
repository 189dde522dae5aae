import type { deskZh } from './desk.zh.ts';

export const deskEn: { [Key in keyof typeof deskZh]: string } = {
  signInTitle: 'Sign in to the desk',
  signInNote:
    'Open the mini-program on your phone, tap “Me → Scan to sign in to a desk”, scan this code and confirm. For branches and warehouses alike.',
  signInQr: 'QR code to sign in to the desk',
  signIn_opening: 'Getting a code…',
  signIn_waiting: 'Waiting for your phone. Good for five minutes, once',
  signIn_expired: 'This code is no longer good',
  signInRenew: 'Get a new code',
  signInByPhone: 'Sign in by phone number',
  signOut: 'Sign out',
  signOutAsk: 'Sign out on this device? Next time the code has to be scanned again.',
  signOutStay: 'Stay',
};
