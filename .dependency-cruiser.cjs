/**
 * The streets of ARCHITECTURE.md, as data. `npm run check` enforces them: imports run downward only.
 * An area may import the areas named here, and what lies below all of them.
 */
const below = {
  serving: ['goods', 'selling', 'places', 'people', 'money'],
  goods: ['places', 'people', 'money'],
  selling: ['places', 'people', 'money'],
  places: [],
  people: [],
  money: [],
};
const areas = Object.keys(below);
const above = ['hq', 'entry', 'local', 'gateway'];
/** Tests and fixtures may start the system that they test; nothing else may look upward. */
const production = (folder) => ({
  path: `^functions/src/${folder}/`,
  pathNot: '(\\.test\\.tsx?$|/testing/)',
});
const folders = (names) => ({ path: `^functions/src/(${names.join('|')})/` });

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...areas.map((area) => ({
      name: `${area}-imports-downward-only`,
      severity: 'error',
      from: production(area),
      to: folders([
        ...areas.filter((other) => other !== area && !below[area].includes(other)),
        ...above,
        'simulators',
      ]),
    })),
    {
      name: 'platform-stands-below-the-areas',
      severity: 'error',
      from: production('platform'),
      to: folders([...areas, ...above, 'wechat', 'tencent', 'simulators']),
    },
    {
      name: 'clients-import-platform-only',
      severity: 'error',
      from: production('(wechat|tencent)'),
      to: folders([...areas, ...above, 'simulators']),
    },
    {
      name: 'clients-stand-side-by-side',
      severity: 'error',
      from: production('wechat'),
      to: folders(['tencent']),
    },
    {
      name: 'tencent-does-not-import-wechat',
      severity: 'error',
      from: production('tencent'),
      to: folders(['wechat']),
    },
    {
      name: 'simulators-know-protocols-not-the-product',
      severity: 'error',
      from: { path: '^functions/src/simulators/' },
      to: folders([...areas, ...above]),
    },
    {
      name: 'gateway-imports-the-assertion-only',
      severity: 'error',
      from: production('gateway'),
      to: { path: '^functions/src/(?!gateway/|platform/)' },
    },
    {
      name: 'hq-does-not-import-entry-or-local',
      severity: 'error',
      from: production('hq'),
      to: folders(['entry', 'local', 'simulators']),
    },
    {
      name: 'what-is-deployed-never-imports-local',
      severity: 'error',
      from: production('(entry|hq|gateway|platform|wechat|tencent)'),
      to: { path: '^(functions/src/(local|simulators)|embedded-dynamodb)/' },
    },
    {
      name: 'shared-imports-nothing-of-ours',
      severity: 'error',
      comment: 'shared/ is loaded by the mini-program too: no I/O, no Node, no AWS.',
      from: { path: '^shared/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^(functions|embedded-dynamodb|miniprogram|cdk|e2e|bench|scripts)/' },
    },
    {
      name: 'shared-uses-no-node-or-aws',
      severity: 'error',
      from: { path: '^shared/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'embedded-dynamodb-knows-nothing-of-the-product',
      severity: 'error',
      from: { path: '^embedded-dynamodb/' },
      to: { path: '^(functions|shared|miniprogram|cdk|e2e|bench|scripts)/' },
    },
    {
      name: 'miniprogram-imports-shared-only',
      severity: 'error',
      from: { path: '^miniprogram/' },
      to: { path: '^(functions|embedded-dynamodb|cdk|e2e|bench|scripts)/' },
    },
    {
      name: 'cdk-holds-no-domain-logic',
      severity: 'error',
      // Queues, budgets and names are data: the same where they are made and where they are used.
      from: { path: '^cdk/(bin|lib)' },
      to: {
        path: '^(functions|embedded-dynamodb|miniprogram|shared)/',
        pathNot:
          '^(functions/src/platform/(queues/lanes|budgets|deployed-names)|shared/src/contract/client-version)\\.ts$',
      },
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
