/** Collects what was wrong with a mail: each sentence once, and not more of them than a person would read. */
export class Problems {
  readonly #sentences = new Set<string>();
  readonly #limit: number;

  constructor(limit = 30) {
    this.#limit = limit;
  }

  add(sentence: string): void {
    if (this.#sentences.size < this.#limit) this.#sentences.add(sentence.replaceAll('\0', '').toWellFormed());
  }

  list(): readonly string[] {
    return [...this.#sentences];
  }
}
