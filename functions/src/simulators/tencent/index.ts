export type { KnownCounty } from './location/gazetteer.ts';
export type { LocationFault, LocationOperation, LocationSimulator } from './location/simulator.ts';
export { startLocationSimulator } from './location/simulator.ts';
