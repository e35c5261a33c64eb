import { expect, test } from 'vitest';
import { operations } from '../../contract/api/operations.ts';
import type { Operation } from '../../contract/operation.ts';
import { statusOf } from './failures.ts';
import { openApiDocument } from './openapi.ts';

interface Described {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const document = openApiDocument('1.2.3');
const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Described>>>>;

test('every operation of the contract is described with its access, input and failures', () => {
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const described = paths[operation.path]?.[operation.method.toLowerCase()];
    expect(described?.operationId).toBe(name);
    if (!described) continue;
    expect(described.security).toEqual(operation.access === 'public' ? [] : undefined);
    for (const code of operation.errors) {
      expect(described.responses[String(statusOf(code))]?.description).toContain(code);
    }
    expect(described.responses['200']).toBeDefined();
    const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
    expect(
      described.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
    ).toEqual(inPath);
  }
  expect(Object.values(paths).flatMap((methods) => Object.keys(methods))).toHaveLength(
    Object.keys(operations).length,
  );
});

test('what is optional is said to be', () => {
  const list = paths['/api/interactions']?.['get'];
  expect(list?.parameters.map(({ name, required }) => [name, required])).toEqual([
    ['list', true],
    ['group', false],
    ['limit', false],
  ]);
  const attach = paths['/api/drafts/{id}/attachments']?.['post'];
  expect(Object.keys(attach?.requestBody?.content ?? {})).toEqual(['application/octet-stream']);
});

test('every reference leads to a schema of the document', () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? '');
  expect(references.length).toBeGreaterThan(30);
  const { schemas } = document['components'] as { schemas: Record<string, unknown> };
  for (const reference of new Set(references)) {
    expect(reference).toMatch(/^#\/components\/schemas\/\w+$/);
    expect(schemas).toHaveProperty(reference.slice('#/components/schemas/'.length));
  }
  expect(text).not.toMatch(/"\$(id|schema)"/);
});
