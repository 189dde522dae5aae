import { findOrInstallChromium } from './chromium.mjs';
import { checkNode, giveUp, install, run } from './prepare.mjs';

const startedAtMs = Date.now();
const seconds = () => ((Date.now() - startedAtMs) / 1000).toFixed(0);

checkNode();
install();
const chromium = findOrInstallChromium();
const environment = { ...process.env, JINDIAN_CHROMIUM: chromium };

function step(name, command, args) {
  console.log(`\n=== ${name} (${seconds()} s so far)`);
  if (!run(command, args, { env: environment })) giveUp(`${name}: failed after ${seconds()} s.`);
}

step('checks', process.execPath, ['scripts/check.mjs', '--without-tests']);
step('build the mini-program', process.execPath, ['miniprogram/scripts/build.mjs', 'weapp']);
step('build the H5 app', process.execPath, ['miniprogram/scripts/build.mjs', 'h5']);
step('package sizes', process.execPath, ['miniprogram/scripts/package-size.mjs']);
step('build the gateway', process.execPath, ['functions/scripts/build-gateway.mjs']);
step('tests', 'npx', ['vitest', 'run', ...process.argv.slice(2)]);
console.log(`\nEverything passed in ${seconds()} s.`);
