export { loggedIn, type TencentCall } from './call.ts';
export { createTencentLocation } from './location/client.ts';
export type {
  DescribedPoint,
  LocatedAddress,
  LocationArea,
  LocationFailure,
  SuggestedPlace,
  TencentLocation,
} from './location/types.ts';
export type { SmsFailure, TencentSms, TencentSmsConfig } from './sms/client.ts';
export { createTencentSms } from './sms/client.ts';
