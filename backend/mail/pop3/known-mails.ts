/** What is known of a mail in the mailbox that is safe. */
export interface KnownMail {
  readonly sha256: string;
  /** As the server listed it last; null where it was not seen since the start. */
  readonly size: number | null;
}

/** Known mails by their names in the ledger, and the names by content. */
export class KnownMails extends Map<string, KnownMail> {
  readonly #names = new Map<string, Set<string>>();

  override set(name: string, mail: KnownMail): this {
    this.delete(name);
    const names = this.#names.get(mail.sha256);
    if (names) names.add(name);
    else this.#names.set(mail.sha256, new Set([name]));
    return super.set(name, mail);
  }

  override delete(name: string): boolean {
    const sha256 = this.get(name)?.sha256;
    if (sha256 === undefined) return false;
    const names = this.#names.get(sha256);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(sha256);
    return super.delete(name);
  }

  /** Which of them have this content. */
  namesOf(sha256: string): readonly string[] {
    return [...(this.#names.get(sha256) ?? [])];
  }
}
