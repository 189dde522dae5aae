import { checkNode, install, run } from './prepare.mjs';

checkNode();
install();
const steps = [
  ['format and lint', 'npx', ['biome', 'ci', '--error-on-warnings', '.']],
  ['types', 'npx', ['tsc', '-p', 'tsconfig.json']],
  ['types of the mini-program', 'npx', ['tsc', '-p', 'miniprogram/tsconfig.json']],
  [
    'import rules',
    'npx',
    [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'shared/src',
      'embedded-dynamodb/src',
      'functions/src',
      'miniprogram/src',
      'cdk/bin',
      'cdk/lib',
    ],
    { NODE_OPTIONS: '--require ./scripts/swc-tsx.cjs' },
  ],
  ...(process.argv.includes('--without-tests')
    ? []
    : [['unit tests', 'npx', ['vitest', 'run', '--project', 'unit']]]),
];
for (const [name, command, args, environment] of steps) {
  const startedAtMs = Date.now();
  console.log(`\n— ${name}`);
  if (!run(command, args, { env: { ...process.env, ...environment } })) {
    console.error(`\n${name}: failed`);
    process.exit(1);
  }
  console.log(`  ${name}: ok (${((Date.now() - startedAtMs) / 1000).toFixed(1)} s)`);
}
