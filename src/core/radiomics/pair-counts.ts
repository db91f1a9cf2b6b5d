/** Cells of a matrix that are not 0, in three arrays of one length. */
export interface Cells {
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly count: Float64Array;
}

/** Above 16 MiB a matrix is never a plain table; below 64 KiB it always is. */
const mostDenseCells = 2 ** 22;
const fewCells = 2 ** 14;

/**
 * Counts how often a pair (row, column) occurs; rows from 1, columns from 0. Matrices of many grey levels or of zone
 * sizes are almost empty: 1000 levels by a million sizes would not fit in memory, the zones that exist do. So a matrix
 * is a plain table where filling it costs more than clearing and reading it, otherwise a hash table of what occurs.
 */
export class PairCounts {
  readonly #columns: number;
  readonly #dense: Uint32Array | undefined;
  /** Hash table with open addressing: row, column, count in three arrays; row 0 marks a free place. */
  #rows = new Int32Array(0);
  #cols = new Int32Array(0);
  #counts = new Float64Array(0);
  #used = 0;

  /**
   * Rows 1..rows and columns 0..columns may occur.
   * @param additions about how many times `add` will be called; decides the kind of table, not what it can hold
   */
  constructor(rows: number, columns: number, additions: number) {
    this.#columns = columns + 1;
    const cells = (rows + 1) * this.#columns;
    if (cells <= fewCells || (cells <= mostDenseCells && cells <= additions)) this.#dense = new Uint32Array(cells);
    else this.#resize(1024);
  }

  add(row: number, column: number): void {
    if (this.#dense) {
      const cell = row * this.#columns + column;
      this.#dense[cell] = (this.#dense[cell] ?? 0) + 1;
      return;
    }
    this.#addSparse(row, column, 1);
  }

  cells(): Cells {
    return this.#dense ? this.#denseCells(this.#dense) : this.#sparseCells();
  }

  #addSparse(row: number, column: number, times: number): void {
    const last = this.#rows.length - 1;
    let place = (Math.imul(row, 0x9e3779b1) ^ Math.imul(column, 0x85ebca6b)) >>> 0;
    place = (place ^ (place >>> 15)) & last;
    while (this.#rows[place] !== 0 && (this.#rows[place] !== row || this.#cols[place] !== column)) {
      place = (place + 1) & last;
    }
    if (this.#rows[place] === 0) {
      this.#rows[place] = row;
      this.#cols[place] = column;
      this.#used += 1;
    }
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    if (this.#used * 2 > last) this.#resize((last + 1) * 2);
  }

  #resize(places: number): void {
    const [rows, cols, counts] = [this.#rows, this.#cols, this.#counts];
    this.#rows = new Int32Array(places);
    this.#cols = new Int32Array(places);
    this.#counts = new Float64Array(places);
    this.#used = 0;
    for (let i = 0; i < rows.length; i += 1) {
      if (rows[i] !== 0) this.#addSparse(rows[i] ?? 0, cols[i] ?? 0, counts[i] ?? 0);
    }
  }

  #denseCells(dense: Uint32Array): Cells {
    let used = 0;
    for (let i = 0; i < dense.length; i += 1) if (dense[i] !== 0) used += 1;
    const cells = { row: new Int32Array(used), column: new Int32Array(used), count: new Float64Array(used) };
    for (let i = 0, at = 0; at < used; i += 1) {
      const count = dense[i] ?? 0;
      if (count === 0) continue;
      cells.row[at] = Math.floor(i / this.#columns);
      cells.column[at] = i % this.#columns;
      cells.count[at] = count;
      at += 1;
    }
    return cells;
  }

  #sparseCells(): Cells {
    const used = this.#used;
    const cells = { row: new Int32Array(used), column: new Int32Array(used), count: new Float64Array(used) };
    for (let i = 0, at = 0; at < used; i += 1) {
      if (this.#rows[i] === 0) continue;
      cells.row[at] = this.#rows[i] ?? 0;
      cells.column[at] = this.#cols[i] ?? 0;
      cells.count[at] = this.#counts[i] ?? 0;
      at += 1;
    }
    return cells;
  }
}
