import type { wecomZh } from './wecom.zh.ts';

export const wecomEn: { [Key in keyof typeof wecomZh]: string } = {
  title: 'My code on WeCom',
  lead: 'A customer who adds you on WeCom by this code has met your own code: online orders from then on are credited to you.',
  account: 'WeCom account',
  accountHint: 'In WeCom below Me → Settings → Account; else ask headquarters',
  make: 'Create code',
  label: 'QR code of {name} on WeCom',
  of: 'WeCom account: {userId}',
  another: 'Another account',
  remove: 'Remove code',
  removeAsk: 'Nobody can add you by this code any more. Customers who already did stay.',
  removed: 'Removed',
};
