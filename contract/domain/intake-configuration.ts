import { z } from 'zod';
import { givenName } from './scalars.ts';

const name = givenName(100).min(1);

/** Values that rules look up: addresses, `*@domain`, or any text with `*`. */
export const lookUpTable = z
  .strictObject({
    name,
    values: z.array(z.string().min(1).max(1000)).optional(),
    /** CSV, relative to the configuration file. */
    file: z.string().optional(),
    /** The column of the file, by its header row; default: the first, of a file without header row. */
    column: z.string().optional(),
  })
  .refine(
    (table) => (table.values === undefined) !== (table.file === undefined),
    'needs exactly one of values and file',
  );
export type LookUpTable = z.infer<typeof lookUpTable>;

/** Whose mail is kept back, and from which groups (B3). */
export const blockedEntry = z.strictObject({
  /** An address, `*@domain`, or another pattern with `*`. */
  email: z.string().min(1).max(320),
  /** Keys or names of service groups, delimited by `|`; empty: blocked everywhere. */
  queueNames: z.string().max(10_000).default(''),
  /** For those who keep the list; without function. */
  notes: z.string().max(10_000).default(''),
});
export type BlockedEntry = z.infer<typeof blockedEntry>;

export const blockedList = z
  .strictObject({
    name,
    entries: z.array(blockedEntry).optional(),
    /** CSV with the columns Email, QueueNames and Notes, relative to the configuration file. */
    file: z.string().optional(),
  })
  .refine(
    (list) => (list.entries === undefined) !== (list.file === undefined),
    'needs exactly one of entries and file',
  );
export type BlockedList = z.infer<typeof blockedList>;

/** One interaction for each recipient (G18). */
export const splitting = z.strictObject({
  copyMessageToRecipients: z.boolean().default(false),
  /** Key in the attached data of each copy, with the recipient that the copy is for. */
  copyMessageWithHeader: z
    .string()
    .regex(/^[!-9;-~]{1,100}$/, 'not the name of a header')
    .optional(),
  /** Interactions of one mail, at most. */
  inboundMsgCopyLimit: z.int().min(1).max(1000).default(100),
});
export type Splitting = z.infer<typeof splitting>;

const hours = z
  .array(
    z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not like 08:00-17:30'),
  )
  .max(20);

/** When a service group works (M25). A range that ends before it begins goes on into the next day. */
export const openingHours = z.strictObject({
  name,
  /** IANA: `America/Vancouver`. */
  timeZone: z.string().min(1),
  monday: hours.default([]),
  tuesday: hours.default([]),
  wednesday: hours.default([]),
  thursday: hours.default([]),
  friday: hours.default([]),
  saturday: hours.default([]),
  sunday: hours.default([]),
  holidays: z
    .array(
      z.strictObject({
        /** `2026-12-26`, or `12-25` for every year. */
        date: z
          .string()
          .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'not like 2026-12-26 or 12-25'),
        name: givenName(100).default(''),
        /** Hours of that day; empty: closed. */
        hours: hours.default([]),
      }),
    )
    .max(1000)
    .default([]),
});
export type OpeningHours = z.infer<typeof openingHours>;

/** What confirms to the sender that a mail has come (M25). */
export const confirmation = z
  .strictObject({
    /** Name of the template within opening hours, or at all where the group has none. */
    open: z.string().min(1).optional(),
    /** Name of the template outside of them. */
    closed: z.string().min(1).optional(),
    /** Automatic mails to one sender in 24 hours, at most. */
    perSenderAndDay: z.int().min(1).max(100).default(4),
  })
  .refine(({ open, closed }) => open !== undefined || closed !== undefined, 'needs open, closed or both');
export type Confirmation = z.infer<typeof confirmation>;
