import { z } from 'zod';
import { culture } from './scalars.ts';
import { filledText } from './template.ts';

/** One answer of a response file, as the agent's tree shows it. Its text is fetched filled in (`responses.fill`). */
export const responseEntry = z.object({
  id: z.string(),
  name: z.string(),
  shortcut: z.string().nullable(),
  keywords: z.array(z.string()),
  cultures: z.array(culture),
  /** The first words of the text, for the tree and its search. */
  preview: z.string(),
});
export type ResponseEntry = z.infer<typeof responseEntry>;

export interface ResponseCategory {
  name: string;
  categories: ResponseCategory[];
  responses: ResponseEntry[];
}
export const responseCategory: z.ZodType<ResponseCategory> = z.object({
  name: z.string(),
  get categories() {
    return z.array(responseCategory);
  },
  responses: z.array(responseEntry),
});

/** A response filled in, with the files that come with it; they are attached by `responses.attach`. */
export const filledResponse = filledText.extend({
  /**
   * What its text is marked with in the draft, as `data-postroom-response`: so the backend finds out before it is sent
   * whether it is still offered.
   */
  mark: z.string(),
  files: z.array(z.object({ name: z.string(), type: z.string(), size: z.int() })),
});
export type FilledResponse = z.infer<typeof filledResponse>;
