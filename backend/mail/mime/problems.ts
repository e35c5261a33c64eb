/** A mail that cannot or must not be taken apart; the message is the reason, a sentence. */
export class UnparsableMail extends Error {}

/** Collects what was wrong with a mail: each sentence once, and not more of them than a person would read. */
export class Problems {
  readonly #sentences = new Set<string>();
  readonly #limit: number;
  readonly #isPatient: boolean;

  /** @param isPatient for a mail that is known to be unparsable: limits are noted, and the reading goes on */
  constructor({ limit = 30, isPatient = false } = {}) {
    this.#limit = limit;
    this.#isPatient = isPatient;
  }

  add(sentence: string): void {
    if (this.#sentences.size < this.#limit) this.#sentences.add(sentence.replaceAll('\0', '').toWellFormed());
  }

  /**
   * A limit is passed that no honest mail passes.
   * @throws UnparsableMail, so that such a mail costs no more than the way to its limit
   */
  exceed(sentence: string): void {
    if (!this.#isPatient) throw new UnparsableMail(sentence);
    this.add(sentence);
  }

  list(): readonly string[] {
    return [...this.#sentences];
  }
}
