import { runCommand } from './command.ts';
import { startLocal } from './start.ts';

runCommand({ start: startLocal, dataFolder: '.data', hqPath: '/hq' });
