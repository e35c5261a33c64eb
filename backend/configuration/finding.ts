/** Where something stands in a configuration: `['tenants', 0, 'agents', 2, 'login']`. */
export type ConfigurationPath = readonly (string | number)[];

/** Something wrong, by its place in the data. */
export interface PathFinding {
  readonly path: ConfigurationPath;
  /** With an error nothing is applied. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** The same with its place in the file; lines and columns count from 1. */
export interface ConfigurationFinding extends PathFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** `file:line:column: tenants[0].agents[2].login: message` on one line, safe for a terminal whatever the file holds. */
export function formatFinding(finding: ConfigurationFinding): string {
  const { file, line, column, path, severity, message } = finding;
  const place = path.length > 0 ? `${formatPath(path)}: ` : '';
  const mark = severity === 'warning' ? 'warning: ' : '';
  return `${file}:${line}:${column}: ${place}${mark}${message}`.replace(unprintable, '\ufffd');
}

export function formatPath(path: ConfigurationPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = /^[\w-]+$/.test(part) ? part : JSON.stringify(part);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
