/** What decides between the two engines; see `chooseEngine`. */
export const gate = {
  /** nspell keeps every form of every word in one object: more of them take too long and too much memory. */
  largestForms: 700_000,
  /** Milliseconds of processor time that nspell may take to load. */
  longestLoad: 400,
  /** Share of words on which nspell must agree with Hunspell. */
  leastAgreement: 0.995,
  /** Stems and misspellings compared. */
  sampledStems: 1500,
  sampledMisspellings: 500,
  /** Milliseconds and megabytes after which the trial is ended from outside. */
  longestTrial: 30_000,
  largestHeap: 512,
} as const;

/** What the trial found out; `null` where it did not get that far. */
export interface Trial {
  /** Estimated number of forms that nspell would store. */
  readonly forms: number | null;
  /** Processor milliseconds that nspell took to load. */
  readonly load: number | null;
  readonly agreement: number | null;
  readonly compared: number;
}

/** A dictionary to try, in UTF-8. */
export interface TrialRequest {
  readonly grammar: string;
  readonly words: string;
}

/** What the process of the trial reports. */
export type TrialMessage =
  { readonly trial: Trial } | { readonly nspellFailed: string } | { readonly hunspellFailed: string };
