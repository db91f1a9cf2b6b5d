import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A matrix as rows. */
export type Rows = readonly (readonly number[])[];

const finiteSquare = (matrix: Rows): boolean =>
  matrix.length > 0 && matrix.every((row) => row.length === matrix.length && row.every(Number.isFinite));

/**
 * Solves A x = b for symmetric, positive definite A by Cholesky.
 * @returns undefined where A is not positive definite: there is no unique answer
 */
export function solvePositiveDefinite(a: Rows, b: readonly number[]): number[] | undefined {
  if (!finiteSquare(a) || b.length !== a.length) return undefined;
  const decomposition = new CholeskyDecomposition(new Matrix(a.map((row) => [...row])));
  if (!decomposition.isPositiveDefinite()) return undefined;
  const x = decomposition.solve(Matrix.columnVector([...b])).getColumn(0);
  return x.every(Number.isFinite) ? x : undefined;
}

/** L of A = L L', and what it solves. */
export interface CholeskyFactor {
  readonly lower: number[][];
  /** x of A x = b. */
  solve(b: readonly number[]): number[];
}

/**
 * Cholesky factor of a symmetric matrix, of which only the lower triangle is read: sums that should be equal may differ in their last digit.
 * @returns undefined where it is not positive definite
 */
export function choleskyFactor(a: Rows): CholeskyFactor | undefined {
  if (a.length === 0) return { lower: [], solve: () => [] };
  const symmetric = a.map((row, i) => row.map((value, j) => (j <= i ? value : (a[j]?.[i] ?? value))));
  const decomposition = new CholeskyDecomposition(new Matrix(symmetric));
  if (!decomposition.isPositiveDefinite()) return undefined;
  return {
    lower: decomposition.lowerTriangularMatrix.to2DArray(),
    solve: (b) => decomposition.solve(Matrix.columnVector([...b])).getColumn(0),
  };
}

/** Eigenvalues (ascending) and unit eigenvectors (vectors[n] belongs to values[n]) of a symmetric matrix; undefined when it is none. */
export function symmetricEigen(a: Rows): { readonly values: number[]; readonly vectors: number[][] } | undefined {
  if (!finiteSquare(a)) return undefined;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(a.map((row) => [...row])), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, n) => n).sort((m, n) => (realEigenvalues[m] ?? 0) - (realEigenvalues[n] ?? 0));
  return {
    values: order.map((n) => realEigenvalues[n] ?? 0),
    vectors: order.map((n) => eigenvectorMatrix.getColumn(n)),
  };
}

/** Coefficients (lowest power first) of the polynomial of a degree with the least squares through points; undefined with too few of them. */
export function fitPolynomial(x: readonly number[], y: readonly number[], degree: number): number[] | undefined {
  const size = degree + 1;
  const moments = new Array<number>(2 * size - 1).fill(0);
  const right = new Array<number>(size).fill(0);
  for (const [n, at] of x.entries()) {
    let power = 1;
    for (let p = 0; p < moments.length; p++, power *= at) {
      moments[p] = (moments[p] ?? 0) + power;
      if (p < size) right[p] = (right[p] ?? 0) + power * (y[n] ?? 0);
    }
  }
  const normal = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => moments[i + j] ?? 0));
  return solvePositiveDefinite(normal, right);
}
