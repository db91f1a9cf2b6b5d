import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { training } from '../../src/compose/models.ts';

/** Python with the packages of the training; without it what trains is skipped by name. */
export const python = process.env.FIBROCAST_PYTHON ?? join(training.packageFolder, '.venv', 'bin', 'python');
export const trainable = (() => {
  try {
    execFileSync(python, ['-c', 'import numpy, scipy, pandas, onnx, onnxruntime'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Numbers in [0, 1) that are the same in every run (Park and Miller 1988). */
function steadyNumbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A hospital's history as it might export it: other names, SI units, gaps; risk rises with bilirubin and age and falls with albumin. */
export function hospitalHistory(n: number, seed = 42): string {
  const next = steadyNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next());
  const rows = Array.from({ length: n }, (_, k) => {
    const [age, bilirubin, albumin] = [55 + 10 * normal(), Math.exp(3.2 + 0.8 * normal()), 37 + 4 * normal()];
    const platelets = Math.max(40, 220 - 2 * (37 - albumin) ** 2 + 50 * normal());
    const rate = 0.06 * Math.exp(0.04 * (age - 55) + 0.9 * (Math.log(bilirubin) - 3.2) - 0.1 * (albumin - 37));
    const [death, followed] = [-Math.log(next() + 1e-12) / rate, 1 + 9 * next()];
    const years = Math.max(0.02, Math.min(death, followed));
    const cells = [
      `H${k}`,
      Math.min(95, Math.max(19, age)).toFixed(1),
      bilirubin.toFixed(1),
      Math.min(60, Math.max(15, albumin)).toFixed(1),
      next() < 0.2 ? '' : platelets.toFixed(0),
      Math.ceil(years * 365.25),
      death < followed ? 2 : 0,
    ];
    return cells.join(',');
  });
  return ['patient_id,age_y,tbil_umol_l,alb_g_l,platelet_1e9_l,followup_d,vital', ...rows].join('\n');
}
export const historyColumns = 'bilirubinUmolPerL=tbil_umol_l,albuminGPerL=alb_g_l,time=followup_d,status=vital';
