/** Starting the benchmark's other processes, and asking them. */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { EngineAnswer, EngineQuestion } from './engine.main.ts';
import type { CpuAnswer, LoadDone, LoadRun, SimulatorReady } from './messages.ts';

function start(file: string): ChildProcess {
  return fork(path.join(import.meta.dirname, file), { execArgv: ['--import', 'tsx', '--no-warnings'] });
}

function next<T extends { kind: string }>(child: ChildProcess, kind: T['kind']): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the benchmark ended with ${code}`));
    const heard = (message: unknown) => {
      const said = message as { kind: string };
      if (said.kind !== kind) return;
      child.off('exit', ended);
      child.off('message', heard);
      resolve(said as T);
    };
    child.on('message', heard);
    child.once('exit', ended);
  });
}

async function cpuMsOf(child: ChildProcess): Promise<number> {
  const answer = next<CpuAnswer>(child, 'cpu');
  child.send({ kind: 'cpu' });
  return (await answer).cpuMs;
}

export async function startSimulator() {
  const child = start('simulator.ts');
  const ready = await next<SimulatorReady>(child, 'ready');
  return { ...ready, cpuMs: () => cpuMsOf(child), stop: () => child.disconnect() };
}

export async function startLoad() {
  const child = start('load.ts');
  await next(child, 'ready');
  return {
    async run(order: Omit<LoadRun, 'kind'>): Promise<LoadDone> {
      const done = next<LoadDone>(child, 'done');
      child.send({ kind: 'run', ...order });
      return done;
    },
    cpuMs: () => cpuMsOf(child),
    stop: () => child.disconnect(),
  };
}

/** The engine elsewhere, reached over HTTP. */
export async function startEngine() {
  const child = start('engine.main.ts');
  const ready = await next<Extract<EngineAnswer, { kind: 'ready' }>>(child, 'ready');
  async function ask(question: EngineQuestion) {
    const answer = next<Extract<EngineAnswer, { kind: 'answer' }>>(child, 'answer');
    child.send(question);
    return (await answer).meter;
  }
  return { endpoint: ready.endpoint, ask, stop: () => child.disconnect() };
}
