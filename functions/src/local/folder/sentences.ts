import { StoreProblem } from '@jindian/embedded-dynamodb';
import { BrandRefusal } from '../brand-folder/layout.ts';
import { FolderRefusal } from './refusal.ts';

const findingsShown = 5;

function findingsOf(problem: StoreProblem): string {
  const shown = problem.findings.slice(0, findingsShown).map(({ what, problem: how }) => `  ${what}: ${how}`);
  const more = problem.findings.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${more} more`] : [])].map((line) => `${line}\n`).join('');
}

const wayOut = (folder: string) => `Nothing was changed. The ways out (docs/operations/repairing.md):
  npm run repair -- --data ${folder}
      keeps the damaged files beside, saves what can be read, checks books and stock, says what was lost
  or put back a copy of the folder that was made while the system was stopped
  or begin anew, and lose what is in it: npm start -- --fresh --data ${folder}`;

const fullDisk = (folder: string) =>
  `The disk of ${folder} is full. Free some space and start again: everything that was stored is kept, and a demo that was half loaded is loaded anew.`;

/** What a person at the terminal reads when a folder cannot be used; for anything else, the error as it is. */
export function sentenceFor(error: unknown, folder: string): unknown {
  if (error instanceof FolderRefusal || error instanceof BrandRefusal) return error.message;
  if (error instanceof StoreProblem) {
    switch (error.code) {
      case 'damaged':
        return `The data in ${folder} is damaged: ${error.message.replace(/^The store in .*? is damaged: /, '')}\n${findingsOf(error)}${wayOut(folder)}`;
      case 'full':
        return fullDisk(folder);
      case 'in_use':
        return `${folder} is in use by another process (perhaps in another container). Stop that one first, or choose another folder with --data.`;
      default:
        return `${error.message}. Choose another folder with --data.`;
    }
  }
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'StorageFullException' || code === 'ENOSPC' || code === 'EDQUOT') return fullDisk(folder);
  if (name === 'StorageDamagedException')
    return `The data in ${folder} is damaged: ${message}\n${wayOut(folder)}`;
  return error;
}
