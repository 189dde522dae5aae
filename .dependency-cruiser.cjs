/** The folder rules of ARCHITECTURE.md, as data. `npm run check` enforces them. */
const domains = [
  'network',
  'catalog',
  'inventory',
  'sourcing',
  'orders',
  'payments',
  'returns',
  'attribution',
  'commission',
  'ledger',
  'members',
  'campaigns',
  'partners',
  'insight',
].join('|');

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      comment: 'shared/ is loaded by the mini-program too: no I/O, no Node, no AWS.',
      from: { path: '^shared/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^(functions|miniprogram|cdk|e2e|bench|scripts)/' },
    },
    {
      name: 'shared-uses-no-node-or-aws',
      severity: 'error',
      from: { path: '^shared/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-stands-below-the-domains',
      severity: 'error',
      from: { path: '^functions/src/platform', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: `^functions/src/(${domains}|wechat|hq|entry|local)/` },
    },
    {
      name: 'wechat-imports-platform-only',
      severity: 'error',
      from: { path: '^functions/src/wechat', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: `^functions/src/(${domains}|hq|entry|local)/` },
    },
    {
      name: 'domains-do-not-import-upward',
      severity: 'error',
      from: { path: `^functions/src/(${domains})/`, pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^functions/src/(hq|entry|local)/' },
    },
    {
      name: 'hq-does-not-import-entry-or-local',
      severity: 'error',
      from: { path: '^functions/src/hq', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^functions/src/(entry|local)/' },
    },
    {
      name: 'what-is-deployed-never-imports-local',
      severity: 'error',
      from: { path: '^functions/src/entry', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^functions/src/local/' },
    },
    {
      name: 'miniprogram-imports-shared-only',
      severity: 'error',
      from: { path: '^miniprogram/' },
      to: { path: '^(functions|cdk|e2e|bench|scripts)/' },
    },
    {
      name: 'cdk-holds-no-domain-logic',
      severity: 'error',
      from: { path: '^cdk/(bin|lib)' },
      to: { path: '^(functions|miniprogram|shared)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|cdk\\.out|node_modules)/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs'],
    },
  },
};
