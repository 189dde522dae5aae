import { checks } from './checks.mjs';
import { runLanes } from './lanes.mjs';
import { checkNode, giveUp, install, run } from './prepare.mjs';

checkNode();
install();
const failed = await runLanes([checks.slice(0, 2), checks.slice(2)]);
if (failed) giveUp(`${failed}: failed`);
if (!run('npx', ['vitest', 'run', '--project', 'unit'])) giveUp('unit tests: failed');
