import { z } from 'zod';

/** True if a header field may carry the text: no CR, LF, NUL or other control character (header injection). */
export function isHeaderSafe(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u001f\u007f]/.test(text);
}

/** As read from a mail, hostile or broken as it may be; `address` may be empty. */
export const readAddress = z.object({ name: z.string(), address: z.string() });
export type ReadAddress = z.infer<typeof readAddress>;

/** An address that Postroom will write to: RFC 5321 addr-spec without quoted local parts, header-safe. */
export const mailAddress = z.object({
  name: z.string().max(320).refine(isHeaderSafe, 'a name must not hold control characters'),
  address: z
    .string()
    .max(320)
    .refine(isHeaderSafe, 'an address must not hold control characters')
    .regex(/^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/u, 'not an e-mail address'),
});
export type MailAddress = z.infer<typeof mailAddress>;
