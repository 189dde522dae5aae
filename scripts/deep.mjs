// Properties with new cases, and every crash point; `npm test` takes samples of both.
import { checkNode, install, run } from './prepare.mjs';

checkNode();
install();
const environment = { ...process.env, JINDIAN_DEEP: '1' };
const args = ['vitest', 'run', '--project', 'unit', '--project', 'integration', ...process.argv.slice(2)];
if (!run('npx', args, { env: environment })) process.exit(1);
