import { runCommand } from '../../functions/src/local/command.ts';
import { lambdaNode } from './node.ts';
import { startSplit } from './start.ts';

runCommand({
  start: (options) =>
    startSplit({ ...options, log: (name, text) => process.stderr.write(`[${name}] ${text.trimEnd()}\n`) }),
  dataFolder: '.data-split',
  hqPath: '/local/hq',
  says: `Each function runs in processes of its own, as it is deployed: ${lambdaNode().says}.`,
});
