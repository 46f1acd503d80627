/**
 * The arrows between packages, one rule each:
 *
 *   ocpp16 ocpp201 ocpp21                   → nothing
 *   rpc                                     → ws, from src/ws only
 *   csms charge-point sender mock-server    → rpc; ocpp* only from files named ocpp* and from cli.ts
 *   apps                                    → published entries of anything
 *
 * A package is met by its published entry (`@ocpp-kit/rpc`, resolved to packages/rpc/dist) or, wrongly, by a path into its sources.
 */

const versions = 'ocpp16|ocpp201|ocpp21'
const products = 'csms|charge-point|sender|mock-server'
/** Tests, type tests and the configuration of tools are not shipped, and may use what the arrows forbid to the sources. */
const notShipped = String.raw`(\.test\.tsx?$|\.test-d\.ts$|/test/|/[\w-]+\.config\.[mc]?[jt]s$)`

/** Any way to reach a package: its folder, its link in node_modules, or its name where it is not built. @param {string} names */
const reach = (names) => `(^packages|^@ocpp-kit|node_modules/@ocpp-kit)/(${names})(/|$)`

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'versions-depend-on-nothing',
      comment: 'ocpp16, ocpp201 and ocpp21 are data, types and validators: no package, no Node module',
      severity: 'error',
      from: { path: `^packages/(${versions})/src/`, pathNot: notShipped },
      to: { pathNot: '^packages/$1/src/' },
    },
    {
      name: 'rpc-knows-no-version-and-no-product',
      severity: 'error',
      from: { path: '^packages/rpc/src/', pathNot: notShipped },
      to: { path: reach('(?!rpc/)[^/]+') },
    },
    {
      name: 'rpc-uses-ws-from-src-ws-only',
      comment: 'so that rpc without rpc/ws runs in a browser; style §3',
      severity: 'error',
      from: { path: '^packages/rpc/src/', pathNot: [notShipped, '^packages/rpc/src/ws/'] },
      to: { path: '(node_modules/(@types/)?ws/|^ws$|^packages/rpc/src/ws/)' },
    },
    {
      name: 'rpc-depends-on-ws-alone',
      severity: 'error',
      from: { path: '^packages/rpc/src/', pathNot: notShipped },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-bundled'], pathNot: 'node_modules/(@types/)?ws/' },
    },
    {
      name: 'products-are-siblings',
      comment: 'what two of them want belongs in rpc, under an honest name',
      severity: 'error',
      from: { path: `^packages/(${products})/src/`, pathNot: notShipped },
      to: { path: reach(products), pathNot: '^packages/$1/' },
    },
    {
      name: 'versions-only-from-version-files',
      comment: 'a version is one short file in each feature: ocpp16.ts, ocpp201.ts, ocpp21.ts; cli.ts chooses among them',
      severity: 'error',
      from: { path: `^packages/(${products})/src/`, pathNot: [notShipped, String.raw`/ocpp[^/]*\.tsx?$`, String.raw`/cli\.ts$`] },
      to: { path: reach(versions) },
    },
    {
      name: 'private-packages-stay-at-home',
      comment: 'codegen and testkit are not published',
      severity: 'error',
      from: { path: '^packages/', pathNot: [notShipped, '^packages/(codegen|testkit)/'] },
      to: { path: reach('codegen|testkit') },
    },
    {
      name: 'packages-know-no-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'published-entries-only',
      comment: 'another package is imported by its name, as a user would; what tests share is entered as source',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: ['^$1/', '^packages/[^/]+/dist/', '^packages/testkit/src/index.ts$', '^packages/codegen/testing/'],
      },
    },
    {
      name: 'apps-are-siblings',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'sources-do-not-use-tests',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: notShipped },
      to: { path: notShipped },
    },
    {
      name: 'sources-do-not-use-dev-dependencies',
      comment: 'types alone are fine: they are bundled into the declarations or declared',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: [notShipped, '^packages/(codegen|testkit)/', '^packages/[^/]+/src/testing/'] },
      // One that the package declares may be a dev dependency of the workspace's root beside it.
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'], pathNot: 'node_modules/@types/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'a file that nothing imports and that imports nothing; what codegen copies beside generated code is imported there',
      severity: 'error',
      from: { orphan: true, pathNot: [notShipped, String.raw`\.d\.[mc]?ts$`, '^packages/codegen/runtime/'] },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      comment: 'imported but not there, or not declared in package.json; an unbuilt package counts, so build first',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^bun:' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    doNotFollow: { path: ['node_modules', '/dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
    cache: false,
  },
}
