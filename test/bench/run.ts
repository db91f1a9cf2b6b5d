import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchDicom } from './dicom.ts';
import { benchHooks } from './hooks.ts';
import { benchImagingModels } from './imaging-models.ts';
import { benchMemory } from './memory.ts';
import { benchModels } from './models.ts';
import { benchRadiomics } from './radiomics.ts';
import { benchReviewPage } from './review-page.ts';
import type { BenchRow } from './row.ts';
import { benchStore } from './store.ts';
import { benchVoxelwise } from './voxelwise.ts';
import { benchWorklist } from './worklist.ts';

/** `npm run bench [-- hooks|memory|search|worklist|radiomics|voxelwise|dicom|models|review]`: prints a table and writes bench.json. Figures are measured here, never asserted in tests. */
const benches: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  hooks: benchHooks,
  memory: benchMemory,
  search: () => benchStore({}),
  worklist: benchWorklist,
  radiomics: benchRadiomics,
  voxelwise: benchVoxelwise,
  dicom: benchDicom,
  models: async () => [...(await benchModels()), ...(await benchImagingModels())],
  review: benchReviewPage,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`${name} …`);
  for (const row of await bench()) {
    rows.push(row);
    console.log(`  ${row.name}`);
    for (const [metric, value] of Object.entries(row.metrics)) console.log(`    ${metric.padEnd(30)} ${value}`);
  }
}
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, Node ${process.versions.node}`;
writeFileSync('bench.json', `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`);
console.log(`${machine}; written to bench.json`);
