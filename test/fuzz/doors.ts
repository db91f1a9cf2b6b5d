import { parseArgs } from 'node:util';
import { fuzzDoors, imagingDoors } from '../support/fuzzed-doors.ts';

/** `npm run fuzz [-- --count 200000 --seed 1]`: damaged files and answers at every imaging door. Exit code 1 for a crash or a limit passed. */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '200000' }, seed: { type: 'string', default: '20261128' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('--count and --seed are whole numbers.');
  process.exit(2);
}

/** A hang is a crash; a codec thread has a deadline of one second and is started again after it. */
const slowestMs = 5000;
const memoryMb = 1500;
let peakMb = 0;
const started = performance.now();
const counts = await fuzzDoors(await imagingDoors(), {
  count,
  seed,
  onInput: (done) => {
    if (done % 500 === 0) peakMb = Math.max(peakMb, process.memoryUsage().rss / 1e6);
    if (done % 20_000 === 0) console.error(`${done} inputs, ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  },
});
let failed = false;
for (const { name, inputs, read, refused, crashed, slowestMs: slowest } of counts) {
  const kinds = Object.entries(refused).map(([kind, n]) => `${kind} ${n}`);
  console.log(
    `${name.padEnd(34)} ${inputs} inputs, ${read} read, ${kinds.join(', ') || 'none refused'}, slowest ${Math.round(slowest)} ms`,
  );
  for (const { input, what } of crashed.slice(0, 10)) console.log(`  CRASH at input ${input}: ${what}`);
  if (crashed.length > 0) console.log(`  ${crashed.length} crashes`);
  failed ||= crashed.length > 0 || slowest > slowestMs;
}
const total = counts.reduce((sum, { inputs }) => sum + inputs, 0);
const seconds = Math.round((performance.now() - started) / 1000);
failed ||= peakMb > memoryMb;
console.log(
  `${total} inputs with seed ${seed} in ${seconds} s, at most ${Math.round(peakMb)} MB resident (limit ${memoryMb})`,
);
console.log(failed ? 'FAILED' : 'no crash, no hang, every refusal has a kind');
process.exitCode = failed ? 1 : 0;
