/** What the sources must hold to, cheapest to read first: format and lint, types, import rules. */
const biome = { name: 'format and lint', command: 'npx', args: ['biome', 'ci', '--error-on-warnings', '.'] };
const types = { name: 'types', command: 'npx', args: ['tsc', '-p', 'tsconfig.json'] };
const miniprogramTypes = {
  name: 'types of the mini-program',
  command: 'npx',
  args: ['tsc', '-p', 'miniprogram/tsconfig.json'],
};
const importRules = {
  name: 'import rules',
  command: 'npx',
  args: [
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'shared/src',
    'embedded-dynamodb/src',
    'functions/src',
    'miniprogram/src',
    'cdk/bin',
    'cdk/lib',
    'cdk/split',
  ],
  env: { NODE_OPTIONS: '--require ./scripts/swc-tsx.cjs' },
};
export const checks = [biome, types, miniprogramTypes, importRules];
