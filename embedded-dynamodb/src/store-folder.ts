/**
 * The folder of a store: who made it, whether it was closed in order, and the checksum of every file it was closed
 * with. LevelDB checks its blocks only when asked to, and its Node binding does not let anybody ask.
 *
 *     engine.json        made first: no folder without it is touched
 *     closed.json        there only while nobody has the store open and the last one closed it in order
 *     last-closed.json   the same while it is open, or after an end without order
 *     level/             LevelDB's own
 */
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { damaged, type Finding, isDiskFull, messageOf, StoreProblem } from './store-problem.ts';

const FORMAT = 1;
const MARK = 'engine.json';
const CLOSED = 'closed.json';
const LAST_CLOSED = 'last-closed.json';
const LEVEL = 'level';
/** LevelDB's lock and its diary: they say nothing about the data. */
const NOT_DATA = new Set(['LOCK', 'LOG', 'LOG.old']);

interface KnownFile {
  bytes: number;
  modifiedMs: number;
  crc32: number;
}
export type KnownFiles = Record<string, KnownFile>;

export interface OpenedFolder {
  levelPath: string;
  /** Nothing was ever stored here. */
  isNew: boolean;
  /** False after a crash: then everything is to be read once. */
  closedInOrder: boolean;
  known: KnownFiles;
}

async function readJson<T>(file: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, also when the power fails. */
async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

function writeMark(path: string): Promise<void> {
  return writeWhole(join(path, MARK), `${JSON.stringify({ made: 'embedded-dynamodb', format: FORMAT })}\n`);
}

async function dataFiles(levelPath: string): Promise<string[]> {
  const names = await readdir(levelPath).catch(() => []);
  return names.filter((name) => !NOT_DATA.has(name)).sort();
}

async function measure(file: string): Promise<KnownFile> {
  const { size, mtimeMs } = await stat(file);
  return { bytes: size, modifiedMs: mtimeMs, crc32: crc32(await readFile(file)) };
}

/** What of the known files is not as it was. `onlyTables`: after a crash only they must still be the same. */
async function compareFiles(levelPath: string, known: KnownFiles, onlyTables: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, expected] of Object.entries(known)) {
    if (onlyTables && !name.endsWith('.ldb')) continue;
    let found: KnownFile;
    try {
      found = await measure(join(levelPath, name));
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isGone && onlyTables) continue;
      findings.push({ what: `${LEVEL}/${name}`, problem: isGone ? 'is missing' : messageOf(error) });
      continue;
    }
    if (found.bytes !== expected.bytes) {
      findings.push({
        what: `${LEVEL}/${name}`,
        problem: `has ${found.bytes} bytes; it had ${expected.bytes} when it was closed`,
      });
    } else if (found.crc32 !== expected.crc32) {
      findings.push({
        what: `${LEVEL}/${name}`,
        problem: 'is not what it was when it was closed (checksum)',
      });
    }
  }
  return findings;
}

/** Marks an empty folder, or recognises a marked one. Throws StoreProblem, and then nothing was changed. */
export async function recogniseFolder(path: string): Promise<{ levelPath: string; isNew: boolean }> {
  const levelPath = join(path, LEVEL);
  try {
    await mkdir(path, { recursive: true });
    const names = await readdir(path);
    if (!names.includes(MARK)) {
      if (names.some((name) => name !== `${MARK}.new`)) {
        throw new StoreProblem('foreign', `${path} holds something that is not a store of this engine`);
      }
      await writeMark(path);
      return { levelPath, isNew: true };
    }
    const mark = await readJson<{ format: number }>(join(path, MARK));
    if (typeof mark?.format !== 'number') throw damaged(path, [{ what: MARK, problem: 'cannot be read' }]);
    if (mark.format > FORMAT) {
      throw new StoreProblem(
        'newer',
        `${path} was made by a later version of the engine (format ${mark.format}; this one reads up to ${FORMAT})`,
      );
    }
    const neverClosed = !names.includes(CLOSED) && !names.includes(LAST_CLOSED);
    return { levelPath, isNew: neverClosed && (await dataFiles(levelPath)).length === 0 };
  } catch (error) {
    throw asStoreProblem(path, error);
  }
}

/** Compares the files with what they were, and takes the folder into use. The caller opens LevelDB next. */
export async function takeFolder(path: string): Promise<OpenedFolder> {
  const { levelPath, isNew } = await recogniseFolder(path);
  try {
    if (isNew) return { levelPath, isNew, closedInOrder: true, known: {} };
    const closed = await readJson<KnownFiles>(join(path, CLOSED));
    const known = closed ?? (await readJson<KnownFiles>(join(path, LAST_CLOSED))) ?? {};
    const findings = await compareFiles(levelPath, known, closed === undefined);
    if (findings.length > 0) throw damaged(path, findings);
    // A rename, since a deletion and a rename need no room on a full disk.
    if (closed) await rename(join(path, CLOSED), join(path, LAST_CLOSED));
    return { levelPath, isNew, closedInOrder: closed !== undefined, known };
  } catch (error) {
    throw asStoreProblem(path, error);
  }
}

/** Notes that the store was closed in order, with which files. Tables that have not changed are not read again. */
export async function noteClosed(path: string, known: KnownFiles): Promise<void> {
  const levelPath = join(path, LEVEL);
  const files: KnownFiles = {};
  for (const name of await dataFiles(levelPath)) {
    const file = join(levelPath, name);
    const before = known[name];
    const { size, mtimeMs } = await stat(file);
    const isSame = before && name.endsWith('.ldb') && before.bytes === size && before.modifiedMs === mtimeMs;
    files[name] = isSame ? before : await measure(file);
  }
  await writeWhole(join(path, CLOSED), JSON.stringify(files));
}

export function asStoreProblem(path: string, error: unknown): StoreProblem {
  if (error instanceof StoreProblem) return error;
  const { code, cause } = error as NodeJS.ErrnoException;
  const levelCode = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  const message = messageOf(error);
  if ([code, levelCode].includes('LEVEL_LOCKED')) {
    return new StoreProblem('in_use', `Another process has the store in ${path} open`, [], error);
  }
  if (isDiskFull(error)) {
    return new StoreProblem('full', `The disk of ${path} has no room to open the store`, [], error);
  }
  if (/corruption|manifest|CURRENT|does not exist|No such file/i.test(message)) {
    return damaged(path, [{ what: `${LEVEL}/`, problem: plainReason(message) }], error);
  }
  return new StoreProblem('unusable', `The store in ${path} cannot be used: ${message}`, [], error);
}

/** LevelDB's reason alone, without "Database failed to open" before it. */
function plainReason(message: string): string {
  return message.replace(/^Database (failed to open|is not open): /, '');
}

/** How the files differ from what they were when the store was last closed in order, so far as that is known. */
export async function filesThatDiffer(path: string): Promise<Finding[]> {
  const closed = await readJson<KnownFiles>(join(path, CLOSED));
  const known = closed ?? (await readJson<KnownFiles>(join(path, LAST_CLOSED))) ?? {};
  return compareFiles(join(path, LEVEL), known, closed === undefined);
}

/** For repair: a lost or broken mark is made again where LevelDB's files show what the folder was. */
export async function restoreMark(path: string): Promise<void> {
  const mark = await readJson<{ format: number }>(join(path, MARK));
  if (typeof mark?.format === 'number') return;
  if ((await dataFiles(join(path, LEVEL))).length === 0) {
    throw new StoreProblem('foreign', `${path} holds no store of this engine`);
  }
  await writeMark(path);
}

/** For repair: puts another LevelDB folder in place, and notes it as closed in order. The one before is kept. */
export async function replaceLevel(path: string, freshLevelPath: string, keepAs: string): Promise<void> {
  await rename(join(path, LEVEL), keepAs);
  await rename(freshLevelPath, join(path, LEVEL));
  await noteClosed(path, {});
}
