// The house's import rules (docs/architecture.md draws them). `npm run imports` holds them; test/house.test.ts sees each red.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const NATIVE = 'node_modules/(better-sqlite3|serialport|@serialport|onoff|nfc-pcsc|@napi-rs/canvas)';
const OPTIONAL = `^(${Object.keys(require('./package.json').optionalDependencies).join('|')})$`;
/** The kinds of device: each folder with a `kind.ts`. */
const KIND_NAMES = readdirSync(join(__dirname, 'hardware')).filter((name) =>
  existsSync(join(__dirname, 'hardware', name, 'kind.ts')),
);
const KINDS = `hardware/(${KIND_NAMES.join('|')})`;
const TESTS = '(\\.test\\.tsx?$|/testing/)';
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
/** Every folder of a floor but its ground is a room: it knows the ground and itself. `$1` is its own name. */
const rooms = (floor, ground) => ({
  name: `${floor}-rooms-know-no-other-room`,
  comment: `a room of ${floor}/ knows ${ground.join(', ')} and itself; what two rooms need is put together in the files beside them`,
  severity: 'error',
  from: { path: `^${floor}/([^/]+)/`, pathNot: [TESTS, ...ground.map((each) => `^${floor}/${each}`)] },
  to: { path: `^${floor}/`, pathNot: [`^${floor}/$1/`, ...ground.map((each) => `^${floor}/${each}`)] },
});

module.exports = {
  forbidden: [
    only('protocol-knows-nobody', 'protocol', [], 'the contract is below everything'),
    only('hardware-knows-protocol', 'hardware', ['protocol'], 'devices know the contract only'),
    only('edge-knows-hardware-and-protocol', 'edge', ['hardware', 'protocol'], 'a unit never imports the hub'),
    only('hub-knows-protocol', 'hub', ['protocol'], 'the hub never imports a unit or a device'),
    only('dashboard-knows-protocol', 'dashboard', ['protocol'], 'pages know types and pure functions of the contract'),
    rooms('edge', ['core/', 'queue/']),
    rooms('hub', ['core/', 'store/']),
    rooms('dashboard', ['base/', 'parts/', 'live/']),
    {
      name: 'models-know-no-view',
      comment: 'what is published of the models stands above them',
      severity: 'error',
      from: { path: '^hub/core/(?!views/)', pathNot: TESTS },
      to: { path: '^hub/core/views/' },
    },
    {
      name: 'the-ground-knows-no-room',
      comment: 'core/, queue/ and store/ are what rooms stand on',
      severity: 'error',
      from: { path: '^(edge|hub)/(core|queue|store)/', pathNot: TESTS },
      to: { path: '^(edge|hub)/', pathNot: '^(edge|hub)/(core|queue|store)/' },
    },
    {
      name: 'protocol-floors',
      comment:
        'ground below paper and identity below queue, which lists what each room adds to the log, below congestion below wire',
      severity: 'error',
      from: { path: '^protocol/(ground|paper|identity|queue|congestion)/', pathNot: TESTS },
      to: { path: '^protocol/wire/' },
    },
    {
      name: 'protocol-ground',
      severity: 'error',
      from: { path: '^protocol/ground/' },
      to: { path: '^protocol/', pathNot: '^protocol/ground/' },
    },
    {
      name: 'protocol-queue',
      severity: 'error',
      from: { path: '^protocol/queue/' },
      to: { path: '^protocol/', pathNot: '^protocol/(ground|paper|identity|queue)/' },
    },
    {
      name: 'protocol-rooms',
      severity: 'error',
      from: { path: '^protocol/(paper|identity)/' },
      to: { path: '^protocol/', pathNot: ['^protocol/ground/', '^protocol/$1/'] },
    },
    {
      name: 'dashboard-takes-no-transport',
      severity: 'error',
      from: { path: '^dashboard/' },
      to: { path: '^protocol/wire/transport/' },
    },
    {
      name: 'core-is-pure',
      comment: 'core/ and the shared fold decide; they do no I/O and parse nothing',
      severity: 'error',
      from: {
        path: '^((edge|hub)/core|protocol/queue/(draft|epochs|evolve|order|state|summary|ticket|tickets)\\.ts)',
        pathNot: TESTS,
      },
      to: {
        path: ['^(edge|hub|hardware|cli|test)/', '^protocol/', 'node_modules'],
        pathNot: [
          '^(edge|hub)/core/',
          '^protocol/queue/(draft|epochs|evolve|order|state|summary|tickets?|numbers)\\.ts',
          '^protocol/ground/calendar',
          '^protocol/congestion/defaults',
          'node_modules/((@types/)?luxon|@holiday-jp)',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-takes-no-node-builtin',
      severity: 'error',
      from: { path: '^((edge|hub)/core|protocol/queue)/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'a-device-kind-shows-its-interface',
      comment:
        'of hardware/KIND/ others know kind.ts, what its device owes (KIND.ts), what an entry says (*-configuration.ts) and what a simulated card is; test support and tests are free',
      severity: 'error',
      // $1 is the folder of a kind's own file; for any other file its own path, which leads nowhere.
      from: { path: '^(hardware/[^/]+(?=/)|.+)', pathNot: `${TESTS}|^test/` },
      to: {
        path: `^${KINDS}/`,
        pathNot: [
          '^$1/',
          '/kind\\.ts$',
          `^hardware/[^/]+/(${KIND_NAMES.join('|')})\\.ts$`,
          '^hardware/[^/]+/[^/]+-configuration\\.ts$',
          '^hardware/card-reader/simulator/card\\.ts$',
        ],
      },
    },
    {
      name: 'native-packages-stay-in-links-logs-and-stores',
      severity: 'error',
      from: {
        path: '^(protocol|hardware|edge|hub|dashboard|cli)/',
        pathNot:
          '^(protocol/ground/sqlite-file|hardware/links/|hardware/printer/canvas-typeface|edge/queue/sqlite-log|hub/store/)|\\.test\\.ts$',
      },
      to: { path: [NATIVE, OPTIONAL], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      comment: 'types included: what two files need of each other stands in a third below both',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'but optional packages, which are not built where nobody needs them',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: OPTIONAL },
    },
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
