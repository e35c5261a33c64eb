import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { configuration } from '../../contract/domain/configuration.ts';
import { sayFileProblem } from '../file-problem.ts';
import { checkReferences } from './check-references.ts';
import { checkStorable } from './check-storable.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import { describeIssue, type IssueFinding } from './describe-issue.ts';
import { parseConfigurationDocument } from './document.ts';
import { formatPath, type ConfigurationFinding, type PathFinding } from './finding.ts';
import { inlineFiles } from './inline-files.ts';

/** Null configuration: at least one finding is an error. Otherwise all findings are warnings. */
export interface ReadConfiguration {
  /** Complete in itself: templates and response files with their content, paths of secrets absolute. */
  readonly configuration: CompleteConfiguration | null;
  /** All that is wrong, in the order of the file. */
  readonly findings: readonly ConfigurationFinding[];
  /** Gives what is found out later, when it is applied, its line and column. */
  readonly place: (finding: PathFinding) => ConfigurationFinding;
}

/**
 * Reads a configuration file and the files that it names. Everything that is wrong is said at once, with its place.
 * @param file as the person wrote it; findings begin with it
 * @param cwd what a relative `file` counts from
 */
export async function readConfigurationFile(file: string, cwd: string): Promise<ReadConfiguration> {
  const absolute = path.resolve(cwd, file);
  let source: Uint8Array;
  try {
    source = await readFile(absolute);
  } catch (error) {
    const message = `cannot be read: ${sayFileProblem(error)}`;
    return failed(file, [{ file, line: 1, column: 1, path: [], severity: 'error', message }]);
  }
  return readConfiguration(source, file, path.dirname(absolute));
}

/** @param folder what the paths in it count from */
export async function readConfiguration(
  source: Uint8Array,
  file: string,
  folder: string,
): Promise<ReadConfiguration> {
  const parsed = parseConfigurationDocument(source, file);
  if (!parsed.ok) return failed(file, parsed.findings);
  const { value, place } = parsed.document;
  const unstorable = checkStorable(value).map((finding) => place(finding));
  const checked = configuration.safeParse(value);
  if (!checked.success) {
    const findings = checked.error.issues
      .flatMap((issue): readonly IssueFinding[] => describeIssue(issue, value))
      .map(({ about, ...finding }) => place(finding, about));
    const said = new Set(findings.map(({ path }) => formatPath(path)));
    return failed(
      file,
      inOrder([...unstorable.filter(({ path }) => !said.has(formatPath(path))), ...findings]),
    );
  }
  if (unstorable.length > 0) return failed(file, inOrder(unstorable));
  const inlined = await inlineFiles(checked.data, folder);
  const found: readonly PathFinding[] = [
    ...checkReferences(checked.data),
    ...inlined.findings,
    // Of the files that it names.
    ...checkStorable(inlined.configuration),
  ];
  const findings = inOrder(found.map((finding) => place(finding)));
  const hasErrors = findings.some((finding) => finding.severity === 'error');
  return { configuration: hasErrors ? null : inlined.configuration, findings, place };
}

function failed(file: string, findings: readonly ConfigurationFinding[]): ReadConfiguration {
  const place = (finding: PathFinding): ConfigurationFinding => ({ file, line: 1, column: 1, ...finding });
  return { configuration: null, findings, place };
}

function inOrder(findings: readonly ConfigurationFinding[]): readonly ConfigurationFinding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
