// The house's import rules (design: "The house"). `npm run imports` holds them.
const NATIVE = 'node_modules/(better-sqlite3|serialport|@serialport|onoff|nfc-pcsc|@napi-rs/canvas)';
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(protocol|hardware|edge|hub|dashboard|cli|config|test)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

module.exports = {
  forbidden: [
    only('protocol-knows-nobody', 'protocol', [], 'the contract is below everything'),
    only('hardware-knows-protocol', 'hardware', ['protocol'], 'devices know the contract only'),
    only('edge-knows-hardware-and-protocol', 'edge', ['hardware', 'protocol'], 'a unit never imports the hub'),
    only('hub-knows-protocol', 'hub', ['protocol'], 'the hub never imports a unit or a device'),
    only('dashboard-knows-protocol', 'dashboard', ['protocol'], 'pages know types and pure functions of the contract'),
    {
      name: 'dashboard-takes-no-transport',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^protocol/transport/' },
    },
    {
      name: 'core-is-pure',
      comment: 'core/ and the shared fold decide; they do no I/O and parse nothing',
      severity: 'error',
      from: { path: '^((edge|hub)/core|protocol/section)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: ['^(edge|hub|hardware|cli|test)/', '^protocol/', 'node_modules'],
        pathNot: ['^(edge|hub)/core/', '^protocol/section/', 'node_modules/((@types/)?luxon|@holiday-jp)'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-takes-no-node-builtin',
      severity: 'error',
      from: { path: '^((edge|hub)/core|protocol/section)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'native-packages-stay-in-links-and-stores',
      severity: 'error',
      from: {
        path: '^(protocol|hardware|edge|hub|dashboard|cli)/',
        pathNot: '^(hardware/links/|hardware/printer/canvas-typeface|edge/log/|hub/store/)|\\.test\\.ts$',
      },
      to: { path: NATIVE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
