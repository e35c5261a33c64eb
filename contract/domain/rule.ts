import { z } from 'zod';
import { mailAddress } from './mail-address.ts';
import { mailKind } from './mail-kind.ts';
import { givenName } from './scalars.ts';

/** Limits of one rule set, so that a mail is judged in bounded time whatever the configuration says. */
export const ruleLimits = { rules: 500, conditionDepth: 12, expressionLength: 1000 } as const;

function oneOrMore<T extends z.ZodType>(what: string, one: T) {
  return z.union([one, z.array(one).min(1).max(1000)], { error: `expected ${what} or a list of them` });
}
const texts = oneOrMore('a text', z.string().min(1).max(1000));

const textOperators = {
  is: texts.optional(),
  contains: texts.optional(),
  startsWith: texts.optional(),
  endsWith: texts.optional(),
  /** Expressions of RE2: linear time, found anywhere in the text, upper and lower case alike unless `(?-i)`. */
  matches: oneOrMore(
    'an expression',
    z
      .string()
      .min(1)
      .max(ruleLimits.expressionLength, `is longer than ${ruleLimits.expressionLength} characters`),
  ).optional(),
  /** Names of tables or blocked lists, one of which has an entry that fits. */
  inTable: texts.optional(),
};
const needsOperator = 'needs one of is, contains, startsWith, endsWith, matches and inTable';

/** A test of a text; of a list one has to fit; of several operators each has to hold for the same text. */
export const textTest = z
  .strictObject(textOperators)
  .refine((test) => Object.values(test).some((value) => value !== undefined), needsOperator);
export type TextTest = z.infer<typeof textTest>;

/** Bytes. */
const sizeTest = z
  .strictObject({ over: z.int().min(0).optional(), under: z.int().min(0).optional() })
  .refine((test) => test.over !== undefined || test.under !== undefined, 'needs over, under or both');
export type SizeTest = z.infer<typeof sizeTest>;

const simpleConditions = {
  /** Name and address of the sender; of `to` and `cc` of any recipient. */
  from: textTest.optional(),
  to: textTest.optional(),
  cc: textTest.optional(),
  subject: textTest.optional(),
  /** The whole text, quotes included. */
  body: textTest.optional(),
  /** What the sender wrote, without quotes and signature. */
  replyText: textTest.optional(),
  /** Any header field of that name; without an operator: there is one. */
  header: z.strictObject({ name: z.string().regex(/^[!-9;-~]{1,200}$/), ...textOperators }).optional(),
  attachmentName: textTest.optional(),
  /** As declared, lower-case, without parameters: `application/pdf`. */
  attachmentType: textTest.optional(),
  attachmentSize: sizeTest.optional(),
  kind: oneOrMore('a kind of mail', mailKind).optional(),
  /** ISO 639-1, as detected or declared. */
  language: texts.optional(),
  /** Names of service accesses, one of which the mail came by. */
  serviceAccess: texts.optional(),
  /** Of the whole mail. */
  size: sizeTest.optional(),
  /** Whether the mail is marked as spam by what it passed on its way. */
  spam: z.boolean().optional(),
};
type SimpleConditions = z.infer<z.ZodObject<typeof simpleConditions>>;

/** What has to hold of a mail; of several keys all. */
export interface RuleCondition extends SimpleConditions {
  readonly all?: readonly RuleCondition[] | undefined;
  readonly any?: readonly RuleCondition[] | undefined;
  readonly not?: RuleCondition | undefined;
}
export const ruleCondition: z.ZodType<RuleCondition> = z
  .strictObject({
    get all() {
      return z.array(ruleCondition).min(1).max(1000).optional();
    },
    get any() {
      return z.array(ruleCondition).min(1).max(1000).optional();
    },
    get not() {
      return ruleCondition.optional();
    },
    ...simpleConditions,
  })
  .refine(
    (condition) => Object.values(condition).some((value) => value !== undefined),
    'needs at least one condition',
  );

/** What a rule does with a mail that it holds for. */
export const ruleActions = z
  .strictObject({
    /** Key of the service group that gets the mail; of several rules the last one counts. */
    route: z.string().optional(),
    /** Of the interaction; the higher the sooner it is offered, 0 without. */
    priority: z.int().min(-100).max(100).optional(),
    tags: oneOrMore('a tag', z.string().min(1).max(50)).optional(),
    /** ISO 639-1. */
    language: z
      .string()
      .regex(/^[a-z]{2,3}$/, 'not a language code such as fr')
      .optional(),
    /** Name of a template, which is sent to the sender in the version for the mail's language. */
    autoReply: z.string().min(1).optional(),
    /** The interaction is closed as soon as it is there. */
    close: z.literal(true).optional(),
    /** The mail is sent on as it is, enclosed in a message of the group. */
    forward: mailAddress.shape.address.optional(),
    /** Later rules are not asked. */
    stop: z.literal(true).optional(),
  })
  .refine(
    (actions) => Object.values(actions).some((value) => value !== undefined),
    'needs at least one action',
  );

export const rule = z.strictObject({
  name: givenName(100).min(1),
  active: z.boolean().default(true),
  /** Only for mail that came by one of these service accesses. */
  serviceAccesses: z.array(z.string()).min(1).optional(),
  /** Only for mail on its way to one of these service groups, by their keys. */
  groups: z.array(z.string()).min(1).optional(),
  /** Missing: every mail. */
  when: ruleCondition.optional(),
  // eslint-disable-next-line unicorn/no-thenable -- the word of the configuration file; it holds no function
  then: ruleActions,
});
export type Rule = z.infer<typeof rule>;

/** A rule that was asked about a mail. */
export const ruleOutcome = z.object({
  name: z.string(),
  fired: z.boolean(),
  /** The condition that held or failed, with what it met: for a person. */
  because: z.string(),
  /** What the rule did, each a sentence; empty unless it fired. */
  did: z.array(z.string()),
});
export type RuleOutcome = z.infer<typeof ruleOutcome>;
