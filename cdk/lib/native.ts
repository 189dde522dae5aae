import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The machines that Lambda has, as Node and npm call them. */
export const machines = ['arm64', 'x64'] as const;
export type Machine = (typeof machines)[number];

/** Packages that lie beside a bundle, since they hold programs of the machine's own. */
export function nativeOf(name: string): string[] {
  if (name === 'pictures') return ['sharp', 'wawoff2'];
  return name === 'figures' ? ['@duckdb/node-api'] : [];
}

const native = fileURLToPath(new URL('../native/', import.meta.url));
/** The package that a program asks for, and those that it asks for itself. */
const packagesFor = {
  pictures: {
    root: 'sharp',
    all: (machine: Machine) => [
      'sharp',
      '@img/colour',
      'detect-libc',
      'semver',
      `@img/sharp-linux-${machine}`,
      `@img/sharp-libvips-linux-${machine}`,
    ],
  },
  figures: {
    root: '@duckdb/node-api',
    all: (machine: Machine) => [
      '@duckdb/node-api',
      '@duckdb/node-bindings',
      'detect-libc',
      `@duckdb/node-bindings-linux-${machine}`,
    ],
  },
} as const;
/** Programs with such packages. */
export const withNative = ['pictures', 'figures'] as const;

/** Installed here for another machine, by the lock file of `cdk/native`. */
function installedFor(machine: Machine): string {
  const folder = join(native, 'node_modules', `.for-${machine}`);
  const lock = join(native, 'package-lock.json');
  const done = join(folder, 'package-lock.json');
  if (
    existsSync(done) &&
    existsSync(join(folder, 'node_modules', '@img', `sharp-linux-${machine}`)) &&
    existsSync(join(folder, 'node_modules', '@duckdb', `node-bindings-linux-${machine}`)) &&
    readFileSync(done, 'utf8') === readFileSync(lock, 'utf8')
  )
    return folder;
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', '.npmrc', 'package-lock.json'])
    copyFileSync(join(native, name), join(folder, name));
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--os=linux',
    `--cpu=${machine}`,
    '--libc=glibc',
  ];
  const made = spawnSync('npm', ['ci', ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (made.status !== 0) throw new Error(`native packages could not be installed for ${machine}`);
  return folder;
}

/** Where the packages are for that machine: those of the workspace, if it is this one. */
function sourceFor(root: string, machine: Machine): (name: string) => string {
  const isThis = process.platform === 'linux' && process.arch === machine;
  const from = createRequire(isThis ? import.meta.url : join(installedFor(machine), 'package.json'));
  const rooted = createRequire(from.resolve(root));
  return (name) => {
    const { resolve } = name === root ? from : rooted;
    for (const folder of resolve.paths(name) ?? []) {
      const found = join(folder, name);
      if (existsSync(join(found, 'package.json'))) return found;
    }
    throw new Error(`${name} is not installed for ${machine}`);
  };
}

/** Puts the native packages beside a bundle. One that is not for that machine would die in its first call. */
export function copyNative(of: 'pictures' | 'figures', folder: string, machine: Machine): void {
  const { root, all } = packagesFor[of];
  const source = sourceFor(root, machine);
  for (const name of all(machine)) {
    const target = join(folder, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source(name), target, {
      recursive: true,
      dereference: true,
      filter: (file) => !/[/\\](src|install)$/.test(file),
    });
  }
  // It finds its own program by its folder, which a bundle has not.
  if (of === 'pictures')
    cpSync(plainPackage('wawoff2'), join(folder, 'node_modules', 'wawoff2'), { recursive: true });
  onlyFor(machine, folder);
}

const plainPackage = (name: string) =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

/** Throws where a program in the folder is for another machine. */
export function onlyFor(machine: Machine, folder: string): void {
  for (const { file, machine: found } of programsIn(folder))
    if (found !== machine)
      throw new Error(`${file} is for ${found ?? 'another machine'}, not for ${machine}`);
}

/** Machines by their number in the head of a program (ELF, `e_machine`). */
const machineNumbers: Readonly<Record<number, Machine>> = { 62: 'x64', 183: 'arm64' };

/** Every program in a folder, whatever it is called, and the machine that it is for. */
export function programsIn(folder: string): { file: string; machine: Machine | null }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const head = readFileSync(file).subarray(0, 20);
      const isElf = head.length === 20 && head.readUInt32BE(0) === 0x7f454c46;
      const isOther = /\.(node|dylib|dll)$/.test(entry.name) || /\.so(\.|$)/.test(entry.name);
      if (!isElf) return isOther ? [{ file, machine: null }] : [];
      return [{ file, machine: machineNumbers[head.readUInt16LE(18)] ?? null }];
    });
}
