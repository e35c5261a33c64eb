import { z } from 'zod';
import { dictionary } from '../domain/dictionary.ts';
import { bytes, culture } from '../domain/scalars.ts';
import { operation } from '../operation.ts';

export const listDictionaries = operation({
  method: 'GET',
  path: '/api/dictionaries',
  summary: 'Which dictionaries lie under Spelling/<culture>/ (M21), with hashes',
  access: 'agent',
  input: z.object({}),
  output: z.object({ dictionaries: z.array(dictionary) }),
  errors: [],
});

export const downloadDictionary = operation({
  method: 'GET',
  path: '/api/dictionaries/{culture}/{file}',
  summary: 'Dictionary.dic or Grammar.aff of a culture',
  access: 'agent',
  input: z.object({ culture, file: z.enum(['Dictionary.dic', 'Grammar.aff']) }),
  output: bytes,
  errors: ['not-found'],
  bytes: 'response',
});
