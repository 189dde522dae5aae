import { checks } from './checks.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { installLambdaNode } from './lambda-node.mjs';
import { runLanes } from './lanes.mjs';
import { checkNode, giveUp, install, run } from './prepare.mjs';

const startedAtMs = Date.now();
const seconds = () => ((Date.now() - startedAtMs) / 1000).toFixed(0);

checkNode();
install();
installLambdaNode();
const environment = { ...process.env, JINDIAN_CHROMIUM: findOrInstallChromium() };
const node = (name, ...args) => ({ name, command: process.execPath, args });
const weapp = [
  node('build the mini-program', 'miniprogram/scripts/build.mjs', 'weapp', '--test'),
  node('package sizes', 'miniprogram/scripts/package-size.mjs'),
];
const h5 = [
  node('build the H5 app', 'miniprogram/scripts/build.mjs', 'h5'),
  node('build the gateway', 'functions/scripts/build-gateway.mjs'),
];

console.log(`\n=== checks and builds (${seconds()} s so far)`);
const failed = await runLanes([checks, weapp, h5], environment);
if (failed) giveUp(`${failed}: failed after ${seconds()} s.`);

console.log(`\n=== tests (${seconds()} s so far)`);
if (!run('npx', ['vitest', 'run', ...process.argv.slice(2)], { env: environment }))
  giveUp(`tests: failed after ${seconds()} s.`);
console.log(`\nEverything passed in ${seconds()} s.`);
