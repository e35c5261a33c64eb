import { formatPath, type ConfigurationPath, type PathFinding } from './finding.ts';

/**
 * Texts that no database can keep, wherever they are: with a NUL, or with half of a character (a lone surrogate).
 * What an alias repeats is told once.
 */
export function checkStorable(value: unknown): readonly PathFinding[] {
  const findings: PathFinding[] = [];
  const seen = new Set<object>();
  const look = (text: string, path: ConfigurationPath, what: string): void => {
    const fault = text.includes('\u0000')
      ? 'a NUL character'
      : text.isWellFormed()
        ? null
        : 'half of a character (a lone surrogate)';
    if (fault !== null) findings.push({ path, severity: 'error', message: `${what} ${fault}` });
  };
  const walk = (node: unknown, path: ConfigurationPath): void => {
    if (typeof node === 'string') look(node, path, 'holds');
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) walk(item, [...path, index]);
      return;
    }
    // The bytes of files are no text.
    if (Object.getPrototypeOf(node) !== Object.prototype) return;
    for (const [name, item] of Object.entries(node)) {
      look(name, path, `holds the key ${formatPath([name])} with`);
      walk(item, [...path, name]);
    }
  };
  walk(value, []);
  return findings;
}
