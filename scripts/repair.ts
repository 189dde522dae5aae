/**
 * Repairs the data folder of a stopped local system: keeps the damaged files beside, saves what can be read, and adds
 * books and stock up anew.
 *
 *     npm run repair -- --data .data
 *
 * Exit code 1 when something was lost, or when books or stock do not add up.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RepairReport, repairStore } from '@jindian/embedded-dynamodb';
import { openDataFolder } from '../functions/src/local/folder/data-folder.ts';
import { seedVersion, tableFolder, tableName } from '../functions/src/local/folder/layout.ts';
import { sentenceFor } from '../functions/src/local/folder/sentences.ts';
import { tableDefinition, tableKeys } from '../functions/src/platform/table.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: '.data' } } });
const folder = path.resolve(values.data);
const namesShown = 20;

function tell(what: string, { count, named }: { count: number; named: readonly string[] }): void {
  console.log(`${what}: ${count}`);
  for (const name of named.slice(0, namesShown)) console.log(`  ${name}`);
  if (count > namesShown) console.log(`  and ${count - namesShown} more`);
}

function tellReport({ files, kept, saved, broken, lostItems, doubtfulItems }: RepairReport): boolean {
  const lines = (findings: RepairReport['files']) =>
    findings.map(({ what, problem }) => `${what}: ${problem}`);
  console.log(`\nSaved ${saved} entries. The files as they were are kept in ${kept}`);
  tell('Files that were not as they had been left', { count: files.length, named: lines(files) });
  if (files.length > 0)
    console.log('  What stood in stretches of them that cannot be read is gone without a name.');
  tell('Entries that were not as stored, left out', { count: broken.count, named: lines(broken.named) });
  tell('Items known to be lost (only an index still knew them)', lostItems);
  tell('Items that may be in an earlier state', doubtfulItems);
  return files.length + broken.count + lostItems.count + doubtfulItems.count === 0;
}

async function repair(): Promise<boolean> {
  const data = openDataFolder(folder, { doing: 'repairing', seedVersion, network: null, keep: true });
  try {
    console.log(`Reading what can be read in ${folder}…`);
    const report = await repairStore(path.join(folder, tableFolder), {
      tables: [{ definition: tableDefinition(tableName), timeToLiveAttribute: tableKeys.expiry }],
      onProgress: (entries) => console.log(`  ${entries} entries`),
    });
    return tellReport(report);
  } finally {
    data.holder.release();
  }
}

/** Books and stock of every place, by the command that anybody can run. */
function verify(): boolean {
  console.log('\nAdding up books and stock…');
  const script = path.join(import.meta.dirname, 'verify.ts');
  const { status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', 'tsx', script, '--data', folder, '--everywhere'],
    { stdio: 'inherit' },
  );
  return status === 0;
}

try {
  const whole = await repair();
  const sound = verify();
  console.log(
    sound
      ? `\nBooks and stock add up.${whole ? '' : ' What is told above is lost.'} The system can be started.`
      : '\nBooks or stock do not add up (see above): what was lost mattered. Better put back a copy of the folder, or begin anew.',
  );
  process.exitCode = whole && sound ? 0 : 1;
} catch (error) {
  console.error(sentenceFor(error, folder));
  process.exitCode = 1;
}
