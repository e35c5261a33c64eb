/** What `postroom doctor` looked at, and how it is. */
export interface Diagnosis {
  /** `fail`: mail does not come, go or get answered until it is mended. `warn`: somebody should look at it. */
  readonly state: 'ok' | 'warn' | 'fail';
  /** The thing: `mail server acme/main, incoming`. */
  readonly subject: string;
  /** How it is, in words for people; never a secret. */
  readonly text: string;
  /** What to do; null where nothing is to be done. */
  readonly mend: string | null;
}

export function ok(subject: string, text: string): Diagnosis {
  return { state: 'ok', subject, text, mend: null };
}

export function warn(subject: string, text: string, mend: string): Diagnosis {
  return { state: 'warn', subject, text, mend };
}

export function fail(subject: string, text: string, mend: string): Diagnosis {
  return { state: 'fail', subject, text, mend };
}

// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** One line, safe for a terminal, what to do on a second. */
export function formatDiagnosis({ state, subject, text, mend }: Diagnosis): readonly string[] {
  const mark = state === 'fail' ? 'FAIL' : state.padEnd(4);
  const line = `${mark}  ${subject}: ${text}`;
  return (mend === null ? [line] : [line, `      → ${mend}`]).map((part) => part.replace(unprintable, ' '));
}

/** `1 mail`, `2 mails`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
