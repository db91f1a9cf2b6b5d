import { readdirSync } from 'node:fs';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { beforeAll, describe, expect, it } from 'vitest';

/** Who may know whom (src/README.md). `to` lists what a place may import; everything else inside the house is forbidden. */
const mayImport: Record<string, readonly string[]> = {
  'src/core': ['src/core'],
  'src/ports': ['src/core', 'src/ports'],
  'fhir-resources': ['src/core', 'src/ports', 'fhir-resources'],
  'src/cds': ['src/core', 'src/ports', 'fhir-resources', 'src/cds'],
  'src/flows': ['src/core', 'src/ports', 'src/flows'],
  'src/adapters': ['src/core', 'src/ports', 'fhir-resources', 'src/adapters'],
  'src/http': ['src/core', 'src/ports', 'fhir-resources', 'src/cds', 'src/flows', 'src/http'],
  'src/jobs': ['src/core', 'src/ports', 'src/flows', 'src/jobs'],
  'cds-services': ['src/core', 'fhir-resources', 'src/cds', 'cds-services'],
  'src/sandbox': ['src/core', 'src/ports', 'fhir-resources', 'src/cds', 'src/sandbox'],
  'src/web': ['src/core', 'src/web'],
};

/** Each package has one home. Packages not listed here may not be used by the product at all. */
const homes: Record<string, readonly string[]> = {
  express: ['src/http', 'src/sandbox', 'src/compose.ts'],
  'express-rate-limit': ['src/http'],
  helmet: ['src/http'],
  cors: ['src/http'],
  jsonwebtoken: ['src/http/authenticate.ts', 'src/adapters/chart', 'src/sandbox/auth'],
  oauth4webapi: ['src/adapters/smart'],
  'jwks-rsa': ['src/http/authenticate.ts'],
  'prom-client': ['src/http'],
  'fhir-kit-client': ['src/adapters/chart'],
  'node-cron': ['src/jobs/schedule.ts'],
  pg: ['src/adapters/database', 'src/adapters/results'],
  '@electric-sql/pglite': ['src/adapters/database', 'src/adapters/results'],
  kysely: ['src/adapters/database', 'src/adapters/results'],
  pino: ['src/adapters/system'],
  '@lhncbc/ucum-lhc': ['fhir-resources/read/ucum.ts'],
  zod: ['src/config.ts', 'src/http', 'src/cds', 'src/cli/radiomics-settings.ts', 'src/adapters/inference'],
  commander: ['src/cli', 'src/main.ts'],
  'csv-parse': ['src/cli', 'src/sandbox', 'fhir-resources/codes'],
  'csv-stringify': ['src/cli', 'src/http/app-pages/worklist-csv.ts'],
  'fft.js': ['src/core/radiomics-filters/fourier.ts'],
  'ml-matrix': ['src/core/radiomics/morphology', 'src/core/linear-algebra.ts'],
  quickhull3d: ['src/core/radiomics/morphology/hull.ts'],
  'nifti-reader-js': ['src/adapters/archive/nifti.ts', 'src/adapters/pictures/nifti-file.ts', 'src/web/review'],
  'dicom-parser': ['src/adapters/archive'],
  '@cornerstonejs/codec-charls': ['src/adapters/archive/codec-worker.ts'],
  '@cornerstonejs/codec-libjpeg-turbo-8bit': ['src/adapters/archive/codec-worker.ts'],
  '@cornerstonejs/codec-openjpeg': ['src/adapters/archive/codec-worker.ts'],
  '@cornerstonejs/codec-openjph': ['src/adapters/archive/codec-worker.ts'],
  'jpeg-lossless-decoder-js': ['src/adapters/archive/codec-worker.ts'],
  dcmjs: ['src/sandbox/pacs'],
  vite: ['src/sandbox/build-pages.ts', 'src/web'],
  '@preact/preset-vite': ['src/web'],
  preact: ['src/web', 'src/http/pages'],
  'preact-render-to-string': ['src/http/pages'],
  'pg-boss': ['src/adapters/jobs'],
  piscina: ['src/adapters/radiomics'],
  'onnxruntime-node': ['src/adapters/inference'],
  'fast-png': ['src/adapters/pictures'],
  marked: ['src/web', 'src/http/pages/card-markdown.ts'],
  dompurify: ['src/web'],
};

const inRegex = (path: string) => path.replaceAll('/', '\\/').replaceAll('.', '\\.');
const beneath = (place: string) => (place.endsWith('.ts') ? `^${inRegex(place)}$` : `^${inRegex(place)}\\/`);
/** Packages that core may use: mathematics only, no Node, no state. */
const pureMathematics = ['fft.js', 'ml-matrix', 'quickhull3d'].map((name) => `node_modules\\/${inRegex(name)}\\/`);
const house = '^(src|cds-services|fhir-resources|models)\\/';

const rules: IFlattenedRuleSet = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(mayImport).map(([place, allowed]) => ({
      name: `arrows of ${place}`,
      severity: 'error' as const,
      from: { path: beneath(place) },
      to: { path: house, pathNot: allowed.map(beneath) },
    })),
    {
      name: 'core knows no package but pure mathematics',
      severity: 'error',
      from: { path: '^src\\/core\\/' },
      to: { path: 'node_modules|^(node:|fs$|path$|crypto$)', pathNot: pureMathematics },
    },
    {
      name: 'core knows no Node',
      severity: 'error',
      from: { path: '^src\\/core\\/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one service never imports another',
      severity: 'error',
      from: { path: '^cds-services\\/([^/]+)\\/' },
      to: { path: '^cds-services\\/', pathNot: '^cds-services\\/$1\\/' },
    },
    {
      name: 'one adapter never imports another, but for the database',
      severity: 'error',
      from: { path: '^src\\/adapters\\/([^/]+)\\/' },
      to: { path: '^src\\/adapters\\/', pathNot: ['^src\\/adapters\\/$1\\/', '^src\\/adapters\\/database\\/'] },
    },
    {
      name: 'only compose, for the service, and worker, for a worker process, name concrete adapters',
      severity: 'error',
      from: { path: house, pathNot: ['^src\\/adapters\\/', '^src\\/(compose|worker)\\.ts$', '^src\\/compose\\/'] },
      to: { path: '^src\\/adapters\\/', dependencyTypesNot: ['type-only'] },
    },
    ...Object.entries(homes).map(([name, places]) => ({
      name: `the home of ${name}`,
      severity: 'error' as const,
      from: { path: house, pathNot: places.map(beneath) },
      to: { path: `node_modules\\/${inRegex(name)}\\/`, dependencyTypesNot: ['type-only' as const] },
    })),
  ],
};

describe('the architecture', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    const options = {
      ruleSet: rules,
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      tsConfig: { fileName: 'tsconfig.json' },
    };
    const cruised = await cruise(
      ['src', 'cds-services', 'fhir-resources'],
      options,
      {
        exportsFields: ['exports'],
        conditionNames: ['import', 'node', 'module-sync', 'require', 'default', 'types'],
        extensions: ['.ts', '.tsx', '.js', '.json'],
      },
      { tsConfig: extractTSConfig('tsconfig.json') },
    );
    result = cruised.output as ICruiseResult;
  }, 60_000);

  it('sees the house', () => {
    expect(result.modules.filter((module) => module.source.startsWith('src/core/')).length).toBeGreaterThan(10);
  });
  it('has no forbidden arrow and no cycle', () => {
    expect(
      result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from} -> ${violation.to}`),
    ).toEqual([]);
  });
  it('resolves every import', () => {
    const lost = result.modules.flatMap((module) =>
      module.dependencies
        .filter((dependency) => dependency.couldNotResolve)
        .map((dependency) => `${module.source} -> ${dependency.module}`),
    );
    expect(lost.filter((line) => !line.includes('fhir/r4'))).toEqual([]);
  });
  it('uses no package without a home', () => {
    const used = new Set(
      result.modules.flatMap((module) =>
        /^(src|cds-services|fhir-resources)\//.test(module.source)
          ? module.dependencies
              .filter(
                (dependency) =>
                  !dependency.dependencyTypes.includes('core') &&
                  !dependency.dependencyTypes.includes('type-only') &&
                  dependency.resolved.startsWith('node_modules/'),
              )
              .map((dependency) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(dependency.module)?.[1] ?? dependency.module)
          : [],
      ),
    );
    expect([...used].filter((name) => !(name in homes))).toEqual([]);
  });
  it('refuses vague names', () => {
    const vague = /(^|\/)(utils?|helpers?|common|shared|misc|lib|services?|managers?)(\.ts|\/)/;
    const named = result.modules
      .map((module) => module.source)
      .filter((source) => !source.includes('node_modules') && vague.test(source));
    expect(
      named.filter((source) => !/^cds-services\/[^/]+\/service\.ts$|^src\/cds\/service\.ts$/.test(source)),
    ).toEqual([]);
  });
  it('keeps the top level as agreed', () => {
    const agreed = [
      '.ci',
      '.git',
      '.gitattributes',
      '.gitignore',
      '.npmrc',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'NOTICE',
      'README.md',
      'SECURITY.md',
      'biome.json',
      'cds-services',
      'deploy',
      'fhir-resources',
      'models',
      'package-lock.json',
      'package.json',
      'src',
      'test',
      'tsconfig.json',
      'vitest.config.ts',
      'knip.json',
    ];
    const ignored = ['node_modules', 'dist', 'data', 'coverage', 'bench.json'];
    expect(readdirSync('.').filter((name) => !agreed.includes(name) && !ignored.includes(name))).toEqual([]);
  });
});
