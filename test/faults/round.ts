export interface RoundSettings {
  readonly seed: number;
  /** Mails that come in, or replies that go out. */
  readonly mails: number;
  readonly faults: number;
}

export interface RoundResult {
  readonly seed: number;
  readonly mails: number;
  /** What was killed, in order. */
  readonly faults: readonly string[];
  /** Each names a mail and what is wrong with it; none: the promise was kept. */
  readonly problems: readonly string[];
  /** What else the table of rounds says. */
  readonly remarks: string;
  readonly seconds: number;
  /** From the last fault until everything was done. */
  readonly settledAfterSeconds: number;
}
