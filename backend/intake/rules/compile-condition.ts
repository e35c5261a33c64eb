import { type RuleCondition, ruleLimits } from '../../../contract/domain/rule.ts';
import {
  compileTextTest,
  type KnownTables,
  listOf,
  UnusableCondition,
  type Verdict,
} from './compile-text-test.ts';
import type { FactText, MailFacts } from './mail-facts.ts';
import { factText } from './mail-facts.ts';
import { judgeAttachmentSize, judgeSize } from './size-conditions.ts';
import { either, quote } from './wording.ts';

export type Check = (facts: MailFacts) => Verdict;

const textFields = {
  from: 'the sender',
  to: 'recipient (To)',
  cc: 'recipient (Cc)',
  subject: 'the subject',
  body: 'the text',
  replyText: 'the text without quotes',
} as const;

/**
 * Compiles a condition; of several keys in it all have to hold. The sentence of a verdict names what held, or the
 * first thing that failed.
 * @throws UnusableCondition with the path from this condition
 */
export function compileCondition(condition: RuleCondition, tables: KnownTables, depth = 0): Check {
  if (depth > ruleLimits.conditionDepth) {
    throw new UnusableCondition(
      [],
      `conditions are nested more than ${ruleLimits.conditionDepth} levels deep`,
    );
  }
  const nested = (key: 'all' | 'any', list: readonly RuleCondition[]) =>
    list.map((one, index) => inside([key, index], () => compileCondition(one, tables, depth + 1)));

  const checks: Check[] = [];
  for (const [field, label] of Object.entries(textFields) as [keyof typeof textFields, string][]) {
    const test = condition[field];
    if (test === undefined) continue;
    const judge = inside([field], () => compileTextTest(test, tables));
    checks.push((facts) => judge(label, facts[field]));
  }
  if (condition.header !== undefined) checks.push(inside(['header'], () => header(condition.header, tables)));
  if (condition.attachmentName !== undefined) {
    const test = condition.attachmentName;
    const judge = inside(['attachmentName'], () => compileTextTest(test, tables));
    checks.push(({ attachments }) => judge('attachment', texts(attachments.map(({ name }) => name))));
  }
  if (condition.attachmentType !== undefined) {
    const test = condition.attachmentType;
    const judge = inside(['attachmentType'], () => compileTextTest(test, tables));
    checks.push(({ attachments }) => judge('attachment of type', texts(attachments.map(({ type }) => type))));
  }
  if (condition.attachmentSize !== undefined) {
    const test = condition.attachmentSize;
    checks.push((facts) => judgeAttachmentSize(test, facts));
  }
  if (condition.kind !== undefined) {
    const kinds = listOf(condition.kind);
    checks.push(({ kind }) => oneOf('the kind of mail', kind, kinds));
  }
  if (condition.language !== undefined) {
    const languages = listOf(condition.language).map((language) => language.toLowerCase());
    checks.push(({ language }) => oneOf('the language', language, languages));
  }
  if (condition.serviceAccess !== undefined) {
    const names = listOf(condition.serviceAccess);
    checks.push(({ serviceAccess }) => oneOf('the service access', serviceAccess, names));
  }
  if (condition.size !== undefined) {
    const test = condition.size;
    checks.push((facts) => judgeSize(test, facts));
  }
  if (condition.spam !== undefined) {
    const wanted = condition.spam;
    checks.push(({ spam }) => ({
      holds: spam === wanted,
      because: spam ? 'the mail is marked as spam' : 'the mail is not marked as spam',
    }));
  }
  if (condition.all) checks.push(every(nested('all', condition.all)));
  if (condition.any) checks.push(some(nested('any', condition.any)));
  if (condition.not) {
    const negated = condition.not;
    const check = inside(['not'], () => compileCondition(negated, tables, depth + 1));
    checks.push((facts) => {
      const { holds, because } = check(facts);
      return { holds: !holds, because: holds ? `${because}, and must not` : because };
    });
  }
  return every(checks);
}

/** Puts the path to a part of a condition in front of what is wrong in it. */
function inside<T>(path: readonly (string | number)[], compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof UnusableCondition)) throw error;
    throw new UnusableCondition([...path, ...error.path], error.message);
  }
}

function every(checks: readonly Check[]): Check {
  return (facts) => {
    const held: string[] = [];
    for (const check of checks) {
      const verdict = check(facts);
      if (!verdict.holds) return verdict;
      held.push(verdict.because);
    }
    return { holds: true, because: held.join('; ') };
  };
}

function some(checks: readonly Check[]): Check {
  return (facts) => {
    const failed: string[] = [];
    for (const check of checks) {
      const verdict = check(facts);
      if (verdict.holds) return verdict;
      failed.push(verdict.because);
    }
    return { holds: false, because: failed.join('; ') };
  };
}

function header(test: RuleCondition['header'], tables: KnownTables): Check {
  if (test === undefined) return () => ({ holds: true, because: '' });
  const { name, ...operators } = test;
  if (Object.values(operators).every((value) => value === undefined)) {
    return (facts) => {
      const [first] = facts.header(name);
      return first
        ? { holds: true, because: `there is a header ${name}` }
        : { holds: false, because: `there is no header ${name}` };
    };
  }
  const judge = compileTextTest(operators, tables);
  return (facts) => judge(`header ${name}`, facts.header(name));
}

function oneOf(label: string, value: string | null, wanted: readonly string[]): Verdict {
  if (value === null) return { holds: false, because: `${label} is not known` };
  const holds = wanted.includes(value);
  return { holds, because: `${label} is ${quote(value)}${holds ? '' : `, not ${either(wanted)}`}` };
}

function texts(values: readonly string[]): readonly FactText[] {
  return values.map(factText);
}
