import { spawn } from 'node:child_process';
import { appSources, isFresh } from './freshness.mjs';
import { installLambdaNode } from './lambda-node.mjs';
import { checkNode, giveUp, install, root, run } from './prepare.mjs';

checkNode();
install();
if (!isFresh('miniprogram/dist/h5/index.html', appSources)) {
  console.log('Building the H5 app (about half a minute)…');
  if (!run(process.execPath, ['miniprogram/scripts/build.mjs', 'h5']))
    giveUp('The H5 app could not be built; see the messages above.');
}
/** Each function in processes of its own, as it is deployed; else everything in one. */
const split = process.argv.includes('--split');
if (split) installLambdaNode();
const child = spawn(
  process.execPath,
  [
    '--no-warnings',
    '--import',
    'tsx',
    split ? 'cdk/split/main.ts' : 'functions/src/local/main.ts',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
