// Plain Node without dependencies.
import { spawn } from 'node:child_process';
import { root } from './prepare.mjs';

/**
 * Runs lanes of steps: the lanes at once, the steps of each one after the other. What a step prints is kept and shown
 * when it ends, so that two steps never speak at once. At the first that fails nothing more is waited for or begun, and
 * its name is returned; null: all went well. A step is `{ name, command, args, env? }`.
 */
export async function runLanes(lanes, env = process.env) {
  const running = new Set();
  let failed = null;
  let stop;
  const broken = new Promise((resolve) => {
    stop = resolve;
  });

  async function runStep({ name, command, args, env: own }) {
    const startedAtMs = Date.now();
    const { code, output } = await new Promise((resolve) => {
      const child = spawn(command, args, {
        cwd: root,
        env: { ...env, ...own, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
        shell: process.platform === 'win32',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      const parts = [];
      child.stdout.on('data', (part) => parts.push(part));
      child.stderr.on('data', (part) => parts.push(part));
      child.on('error', (error) => parts.push(Buffer.from(`${error.message}\n`)));
      child.on('close', (code) => {
        running.delete(child);
        resolve({ code, output: Buffer.concat(parts).toString() });
      });
    });
    // Another has failed already: nothing to say of this one.
    if (failed !== null) return;
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    console.log(`\n— ${name}: ${code === 0 ? 'ok' : 'failed'} (${seconds} s)`);
    process.stdout.write(output);
    if (code === 0) return;
    failed = name;
    for (const child of running) child.kill();
    stop();
  }

  async function runLane(steps) {
    for (const step of steps) {
      if (failed !== null) return;
      await runStep(step);
    }
  }
  await Promise.race([broken, Promise.all(lanes.map(runLane))]);
  return failed;
}
