// Uploads the built mini-program as a development version: `npm run upload:weapp -- --key private.wx….key --version 1.2.3`.
// It builds first (nothing is done when the build is fresh). From there on people go on in WeChat's console: trial version,
// review, release.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { uploadPlan } from './upload-plan.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    key: { type: 'string' },
    version: { type: 'string' },
    description: { type: 'string' },
    robot: { type: 'string', default: '1' },
    'dry-run': { type: 'boolean', default: false },
  },
});

const built = spawnSync(process.execPath, [path.join(import.meta.dirname, 'build.mjs'), 'weapp'], {
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);
const { version: own } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' });
const keyFile = values.key === undefined ? undefined : path.resolve(values.key);
const plan = uploadPlan({
  root,
  version: values.version ?? own,
  description: values.description ?? `jindian ${own} ${commit.stdout?.trim() ?? ''}`.trim(),
  robot: values.robot,
  keyFile,
  key: keyFile !== undefined && existsSync(keyFile) ? statSync(keyFile).mode : null,
  settings: textOf(path.join(root, 'miniprogram/dist/.settings-weapp')),
  project: JSON.parse(textOf(path.join(root, 'project.config.json')) ?? 'null'),
});
if (plan.problem) {
  console.error(`Nothing was uploaded: ${plan.problem}.`);
  process.exit(2);
}
if (values['dry-run']) console.log([plan.command, ...plan.args].join(' '));
else
  process.exitCode =
    spawnSync(plan.command, plan.args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
      .status ?? 1;
