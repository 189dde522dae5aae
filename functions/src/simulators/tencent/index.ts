export type { KnownCounty } from './location/gazetteer.ts';
export type { LocationFault, LocationOperation, LocationSimulator } from './location/simulator.ts';
export { startLocationSimulator } from './location/simulator.ts';
export type { SentSms, SmsFault, SmsSimulator } from './sms/simulator.ts';
export { startSmsSimulator } from './sms/simulator.ts';
