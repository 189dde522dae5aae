import path from 'node:path';
import { checks } from './checks.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { lambdaNodePath } from './lambda-node.mjs';
import { runLanes } from './lanes.mjs';
import { checkNode, giveUp, install, root, run } from './prepare.mjs';

const startedAtMs = Date.now();
const seconds = () => ((Date.now() - startedAtMs) / 1000).toFixed(0);

checkNode();
install();
const environment = {
  ...process.env,
  JINDIAN_CHROMIUM: findOrInstallChromium(),
  JINDIAN_NODE: process.execPath,
};
const node = (name, ...args) => ({ name, command: process.execPath, args });
const weapp = [
  node('build the mini-program', 'miniprogram/scripts/build.mjs', 'weapp', '--test'),
  node('package sizes', 'miniprogram/scripts/package-size.mjs'),
];
const h5 = [
  node('build the H5 app', 'miniprogram/scripts/build.mjs', 'h5'),
  node('build the gateway', 'functions/scripts/build-gateway.mjs'),
];
const lambda = [node("Lambda's Node", 'scripts/install-lambda-node.mjs')];

console.log(`\n=== checks and builds (${seconds()} s so far)`);
const failed = await runLanes([checks, weapp, h5, lambda], environment);
if (failed) giveUp(`${failed}: failed after ${seconds()} s.`);

console.log(`\n=== tests (${seconds()} s so far)`);
// By the Node that the functions have where they are deployed. What people run with their own stays with theirs
// (`JINDIAN_NODE`): the whole system behind the phones of the headless tests, and the gateway.
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
const args = [vitest, 'run', ...process.argv.slice(2)];
if (!run(lambdaNodePath() ?? process.execPath, args, { env: environment, shell: false }))
  giveUp(`tests: failed after ${seconds()} s.`);
console.log(`\nEverything passed in ${seconds()} s.`);
