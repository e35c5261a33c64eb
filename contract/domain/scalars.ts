import { z } from 'zod';

/** An instant, ISO 8601 in UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
/** Lower-case hexadecimal SHA-256. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Raw bytes; crosses processes as such, never as a string. */
export const bytes = z.instanceof(Uint8Array);
/**
 * A culture name as the source lists them (M21): `sv-SE`, `en-029`, also the old `Lt-sr-SP` and `zh-CHS`.
 * Safe as a folder name by construction.
 */
export const culture = z
  .string()
  .max(20)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'not a culture name');
export type Culture = z.infer<typeof culture>;

/** A secret is named, never written: `${ENV_NAME}`, or `file:` and a path relative to the configuration file. */
export const secretReference = z
  .string()
  .regex(
    /^(\$\{[A-Za-z_][A-Za-z0-9_]*\}|file:.+)$/,
    'write ${ENV_NAME} or file:path/to/secret, never the secret itself',
  );

/** What people call a thing by: one line of whole characters that lists, mail headers and terminals can show. */
export function givenName(longest = 200) {
  return z
    .string()
    .max(longest)
    .refine(
      (text) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text),
      'must be one line, without control characters and halves of characters',
    );
}
