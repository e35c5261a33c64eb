import { z } from 'zod';
import { assertNever } from '../../contract/assert-never.ts';
import { configuration } from '../../contract/domain/configuration.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { suggestName } from '../texts/nearest-name.ts';

/** A finding about a key is placed at the key, one about a value at the value. */
export interface IssueFinding extends PathFinding {
  readonly about: 'key' | 'value';
}

type Issue = z.core.$ZodIssue;

/** Says what is wrong in words for the person who writes the file; never what a secret is. */
export function describeIssue(issue: Issue, input: unknown): readonly IssueFinding[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const given = valueAt(input, path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path, input);
    return issue.keys.map((key) => ({
      path: [...path, key],
      severity: 'error',
      message: `unknown key${suggestName(key, known)}`,
      about: 'key',
    }));
  }
  if (issue.code === 'invalid_key') {
    const key = path.at(-1) ?? '';
    return issue.issues.map((ofKey) => ({
      path,
      severity: 'error',
      message: wording(ofKey, String(key), []),
      about: 'key',
    }));
  }
  return [{ path, severity: 'error', message: wording(issue, given, path), about: 'value' }];
}

function wording(issue: Issue, given: unknown, path: ConfigurationPath): string {
  if (given === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type': {
      const expected = words[issue.expected] ?? issue.expected;
      if (given === null) return `is empty; expected ${expected}`;
      const quotes = issue.expected === 'string' && typeof given !== 'object' ? '; put it in quotes' : '';
      return `expected ${expected}, found ${kindOf(given)}${quotes}`;
    }
    case 'invalid_value':
      return choice(issue.values.map(String), given);
    case 'invalid_union':
      // Without a discriminator the schema says itself what it takes.
      return 'options' in issue ? choice(issue.options.map(String), given) : issue.message;
    case 'too_small':
      if (issue.origin === 'array') return 'must not be empty';
      if (issue.origin === 'string') return 'must not be empty';
      return `is ${JSON.stringify(given)}; must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `is longer than ${issue.maximum} characters`;
      return `is ${JSON.stringify(given)}; must be at most ${issue.maximum}`;
    case 'invalid_format':
    case 'custom':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys': {
      const shown = typeof given === 'string' && !isSecret(path.at(-1)) ? `“${given.slice(0, 80)}”: ` : '';
      return shown + issue.message;
    }
    default:
      return assertNever(issue);
  }
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

function choice(options: readonly string[], given: unknown): string {
  if (options.length === 1) return `expected ${options[0]}`;
  const shown = typeof given === 'string' ? suggestName(given, options) : '';
  return `expected one of ${options.join(', ')}${shown}`;
}

function valueAt(input: unknown, path: ConfigurationPath): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

const schemaNode = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  oneOf: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  /** To a definition of the document: conditions hold conditions. */
  $ref: z.string().startsWith('#/$defs/').optional(),
});
const schemaDocument = z.object({ $defs: z.record(z.string(), z.unknown()).optional() });

const constantNode = z.object({ const: z.unknown() });

/** The keys that the schema knows at a place, by way of its JSON Schema form. */
function knownKeys(path: ConfigurationPath, input: unknown): readonly string[] {
  const document: unknown = z.toJSONSchema(configuration, { io: 'input' });
  const definitions = schemaDocument.parse(document).$defs ?? {};
  let nodes: unknown[] = [document];
  for (const part of path) {
    nodes = alternatives(nodes, definitions).flatMap((node) =>
      typeof part === 'number' ? [node.items] : [node.properties?.[part]],
    );
  }
  const given = valueAt(input, path);
  const fitting = alternatives(nodes, definitions).filter(({ properties = {} }) =>
    Object.entries(properties).every(([name, schema]) => fitsConstant(schema, valueAt(given, [name]))),
  );
  return [...new Set(fitting.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** False where the schema wants another word than is given, such as another protocol. */
function fitsConstant(schema: unknown, given: unknown): boolean {
  const parsed = constantNode.safeParse(schema);
  return !parsed.success || given === undefined || parsed.data.const === given;
}

function alternatives(
  nodes: readonly unknown[],
  definitions: Readonly<Record<string, unknown>>,
): z.infer<typeof schemaNode>[] {
  return nodes.flatMap((node) => {
    const parsed = schemaNode.safeParse(node);
    if (!parsed.success) return [];
    const { $ref, oneOf, anyOf } = parsed.data;
    if ($ref !== undefined) return alternatives([definitions[$ref.slice('#/$defs/'.length)]], definitions);
    const choices = oneOf ?? anyOf;
    return choices ? alternatives(choices, definitions) : [parsed.data];
  });
}

const secretFields: ReadonlySet<PropertyKey | undefined> = new Set([
  'password',
  'privateKey',
  'clientSecret',
  'refreshToken',
]);

function isSecret(field: PropertyKey | undefined): boolean {
  return secretFields.has(field);
}
