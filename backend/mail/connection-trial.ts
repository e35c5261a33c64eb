import type { ConnectionProblem } from './connection-problem.ts';

/** What came of connecting and signing in as the backend would (M11). */
export type ConnectionTrial =
  /** `remarks`: it works, but not all as configured. */
  | ({ readonly works: true } & ConnectionFindings)
  | { readonly works: false; readonly problem: ConnectionProblem };

/** What one protocol found out; what does not work it throws. */
export interface ConnectionFindings {
  readonly found: string;
  readonly remarks: readonly string[];
}
