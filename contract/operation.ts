import type { z } from 'zod';
import type { ErrorCode } from './error.ts';

export type Access = 'public' | 'agent' | 'team-lead' | 'administrator';

/**
 * One HTTP operation of the routing backend. `input` is one flat object: fields named in `path` as `{field}` go
 * there, the rest into the query (GET) or the JSON body. `bytes` says which side carries raw bytes instead of JSON:
 * with `request`, the fields that are left over go into the query and the body is the bytes.
 */
export interface Operation<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly input: I;
  readonly output: O;
  readonly errors: readonly ErrorCode[];
  readonly bytes?: 'request' | 'response';
}

export function operation<I extends z.ZodObject, O extends z.ZodType>(
  definition: Operation<I, O>,
): Operation<I, O> {
  return definition;
}

export type InputOf<T> = T extends Operation<infer I> ? z.output<I> : never;
export type OutputOf<T> = T extends Operation<z.ZodObject, infer O> ? z.output<O> : never;
