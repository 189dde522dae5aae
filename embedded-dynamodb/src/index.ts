/** The whole public surface: what is not here is nobody's business and may change. */
export type { BackUpReport } from './back-up.ts';
export type { LoadItem } from './bulk-load.ts';
export type { Streams } from './change-log.ts';
export type { DiskFault, Health } from './disk.ts';
export { createEngine, type Engine, type EngineOptions } from './engine.ts';
export { DynamoFailure, LostAnswer } from './failures.ts';
export {
  type CallDetail,
  type Fault,
  type FaultDecider,
  type FaultKind,
  type FaultSchedule,
  type Faults,
  seededFaults,
  seededRandom,
} from './faults.ts';
export { itemBytes } from './item-size.ts';
export type { Meter, MeterSnapshot, Units } from './meter.ts';
export type { AttributeMap, AttributeValue, StreamRecord } from './model.ts';
export { type RepairReport, repairStore } from './repair.ts';
export { type Finding, StoreProblem, type StoreProblemCode } from './store-problem.ts';
