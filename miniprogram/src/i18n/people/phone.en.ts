import type { phoneZh } from './phone.zh.ts';

export const phoneEn: { [Key in keyof typeof phoneZh]: string } = {
  title: 'Sign in by phone',
  note: 'Give your mobile number, and we send you a code by SMS.',
  phonePlaceholder: 'Mobile; outside the mainland with its code',
  phoneBad: 'Please give a valid mobile number',
  send: 'Send a code',
  sendAgain: 'Send again',
  sendAgainIn: 'Again in {seconds} s',
  codePlaceholder: 'Six digits',
  codeBad: 'Please enter the six digits',
  played: 'SMS of the demo: your code is {code}, good for 5 minutes',
  enter: 'Sign in',
  entered: 'Signed in',
  same: 'Signed in, you can order and pay here. Bind the same number in the WeChat mini-program later, and your orders and addresses come along.',
};
