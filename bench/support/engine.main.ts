/** The embedded engine in a process of its own: how long it has an item to itself does not hang on how busy others are. */
import { createEngine, type MeterSnapshot } from '@jindian/embedded-dynamodb';

export type EngineQuestion =
  | { ask: 'conflicts'; holdMs: number | null }
  | { ask: 'meter' }
  | { ask: 'reset' };
export type EngineAnswer = { kind: 'ready'; endpoint: string } | { kind: 'answer'; meter: MeterSnapshot };

const engine = await createEngine();
const { endpoint } = await engine.listen();

process.on('message', (question: EngineQuestion) => {
  if (question.ask === 'conflicts') {
    if (question.holdMs === null) engine.faults.setConflictMode('queue');
    else engine.faults.setConflictMode('reject', question.holdMs);
  }
  if (question.ask === 'reset') engine.meter.reset();
  process.send?.({ kind: 'answer', meter: engine.meter.snapshot() } satisfies EngineAnswer);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ kind: 'ready', endpoint } satisfies EngineAnswer);
