import { storable } from '../db/json-text.ts';

/** Input as it came, with each text as the database can hold it: nothing that a person typed is refused for a NUL. */
export function storableInput(input: unknown): unknown {
  if (typeof input === 'string') return storable(input);
  if (Array.isArray(input)) return input.map(storableInput);
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, storableInput(value)]));
}
