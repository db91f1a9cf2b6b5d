/** An answer of the sandbox archive that is not the one asked for. It plays another system, so its words are its own. */
export class DicomwebRefusal extends Error {
  constructor(
    readonly status: 400 | 404 | 406 | 413 | 415,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'DicomwebRefusal';
  }
}
