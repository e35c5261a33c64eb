import type { Rule, RuleOutcome } from '../../../contract/domain/rule.ts';
import { compileCondition } from './compile-condition.ts';
import { type KnownTables, listOf, UnusableCondition } from './compile-text-test.ts';
import type { Check } from './compile-condition.ts';
import type { MailFacts } from './mail-facts.ts';
import { either, quote } from './wording.ts';

/** A rule that is ready to be asked. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly check: Check;
}

/** An automatic mail that a rule asks for. */
export type RequestedMail =
  | { readonly purpose: 'auto-reply'; readonly rule: string; readonly template: string }
  | { readonly purpose: 'forward'; readonly rule: string; readonly to: string };

/** What the rules decide on a mail. */
export interface RuleDecision {
  /** Of every rule that was asked, in their order. */
  readonly outcomes: readonly RuleOutcome[];
  /** Key of another service group; null: none was chosen. */
  readonly route: string | null;
  /** Null: left as it is. */
  readonly priority: number | null;
  readonly tags: readonly string[];
  readonly language: string | null;
  readonly closes: boolean;
  readonly mails: readonly RequestedMail[];
}

/**
 * Compiles the active rules, in their order. They were checked when they were applied; should one not do any more, it
 * never fires and says why, so that no mail waits for it.
 */
export function compileRules(rules: readonly Rule[], tables: KnownTables): readonly CompiledRule[] {
  return rules.filter(({ active }) => active).map((rule) => ({ rule, check: compileRule(rule, tables) }));
}

function compileRule({ when }: Rule, tables: KnownTables): Check {
  if (!when) return () => ({ holds: true, because: 'it holds for every mail' });
  try {
    return compileCondition(when, tables);
  } catch (error) {
    if (!(error instanceof UnusableCondition)) throw error;
    const { message } = error;
    return () => ({ holds: false, because: `the rule cannot be used: ${message}` });
  }
}

/**
 * Asks the rules one after the other, and gathers what those that hold want: of several that route, prioritise or set
 * the language the last counts. `groups` and `serviceAccesses` of a rule speak of where the mail goes by its address.
 * @param groupName of a key, for the sentences
 */
export function applyRules(
  rules: readonly CompiledRule[],
  facts: MailFacts,
  groupName: (key: string) => string,
): RuleDecision {
  const outcomes: RuleOutcome[] = [];
  const decision = {
    route: null as string | null,
    priority: null as number | null,
    tags: [] as string[],
    language: null as string | null,
    closes: false,
    mails: [] as RequestedMail[],
  };
  for (const { rule, check } of rules) {
    const elsewhere = sayElsewhere(rule, facts);
    const { holds, because } = elsewhere === null ? check(facts) : { holds: false, because: elsewhere };
    if (!holds) {
      outcomes.push({ name: rule.name, fired: false, because, did: [] });
      continue;
    }
    const { route, priority, tags, language, autoReply, close, forward, stop } = rule.then;
    const did: string[] = [];
    if (route !== undefined) {
      decision.route = route;
      did.push(`routed to ${groupName(route)}`);
    }
    if (priority !== undefined) {
      decision.priority = priority;
      did.push(`set the priority to ${priority}`);
    }
    for (const tag of tags === undefined ? [] : listOf(tags)) {
      if (!decision.tags.includes(tag)) decision.tags.push(tag);
      did.push(`tagged ${quote(tag)}`);
    }
    if (language !== undefined) {
      decision.language = language;
      did.push(`set the language to ${language}`);
    }
    if (autoReply !== undefined) {
      decision.mails.push({ purpose: 'auto-reply', rule: rule.name, template: autoReply });
      did.push(`answered with the template ${quote(autoReply)}`);
    }
    if (forward !== undefined) {
      decision.mails.push({ purpose: 'forward', rule: rule.name, to: forward });
      did.push(`forwarded to ${forward}`);
    }
    if (close === true) {
      decision.closes = true;
      did.push('closed');
    }
    if (stop === true) did.push('asked no further rule');
    outcomes.push({ name: rule.name, fired: true, because, did });
    if (stop === true) break;
  }
  return { outcomes, ...decision };
}

/** Why a rule is not for this mail at all; null: it may be. */
function sayElsewhere({ serviceAccesses, groups }: Rule, facts: MailFacts): string | null {
  if (serviceAccesses && (facts.serviceAccess === null || !serviceAccesses.includes(facts.serviceAccess))) {
    const came = facts.serviceAccess === null ? 'no service access' : quote(facts.serviceAccess);
    return `the mail came by ${came}, not by ${either(serviceAccesses)}`;
  }
  if (groups && !groups.includes(facts.group)) {
    return `the mail goes to ${quote(facts.group)} by its address, not to ${either(groups)}`;
  }
  return null;
}
