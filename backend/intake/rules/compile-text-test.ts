import { RE2JS, RE2JSException } from 're2js';
import type { TextTest } from '../../../contract/domain/rule.ts';
import type { AddressTable } from '../tables/address-table.ts';
import { type FactText, fold } from './mail-facts.ts';
import { either, quote } from './wording.ts';

/** Whether a condition holds of a mail, and the sentence that says so. */
export interface Verdict {
  readonly holds: boolean;
  readonly because: string;
}

/** The tables and blocked lists that a test may name. */
export type KnownTables = ReadonlyMap<string, Pick<AddressTable<unknown>, 'find'>>;

/** A condition that cannot be used. `path` leads from the condition to what is wrong. */
export class UnusableCondition extends Error {
  override readonly name = 'UnusableCondition';
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}

interface Operator {
  readonly positive: string;
  readonly negative: string;
  readonly fits: (text: FactText) => boolean;
}

/**
 * Compiles a test of texts. Expressions are compiled here, once, by an engine whose time is linear in the text.
 * @returns judges the texts of one field; `label` names the field in the sentence
 * @throws UnusableCondition for an expression that cannot be compiled or a table that is not there
 */
export function compileTextTest(
  test: TextTest,
  tables: KnownTables,
): (label: string, texts: readonly FactText[]) => Verdict {
  const operators = compileOperators(test, tables);
  return (label, texts) => {
    const fitting = texts.find((text) => operators.every(({ fits }) => fits(text)));
    if (fitting) {
      const says = operators.map(({ positive }) => positive).join(' and ');
      return { holds: true, because: `${label} ${quote(fitting.text)} ${says}` };
    }
    const [only] = texts;
    if (!only) return { holds: false, because: `there is no ${label}` };
    if (texts.length > 1) {
      const says = operators.map(({ positive }) => positive).join(' and ');
      return { holds: false, because: `none of ${texts.length} in ${label} ${says}` };
    }
    const failing = operators.find(({ fits }) => !fits(only));
    return { holds: false, because: `${label} ${quote(only.text)} ${failing?.negative ?? ''}` };
  };
}

function compileOperators(test: TextTest, tables: KnownTables): readonly Operator[] {
  const operators: Operator[] = [];
  const compare = (
    wanted: string | readonly string[] | undefined,
    verbs: readonly [positive: string, negative: string],
    fits: (folded: string, wanted: string) => boolean,
  ) => {
    if (wanted === undefined) return;
    const list = listOf(wanted);
    const folded = list.map(fold);
    operators.push({
      positive: `${verbs[0]} ${either(list)}`,
      negative: `${verbs[1]} ${either(list)}`,
      fits: (text) => folded.some((one) => fits(text.folded, one)),
    });
  };
  compare(test.is, ['is', 'is not'], (text, wanted) => text === wanted);
  compare(test.contains, ['contains', 'does not contain'], (text, wanted) => text.includes(wanted));
  compare(test.startsWith, ['begins with', 'does not begin with'], (text, wanted) => text.startsWith(wanted));
  compare(test.endsWith, ['ends with', 'does not end with'], (text, wanted) => text.endsWith(wanted));
  if (test.matches !== undefined) {
    const list = listOf(test.matches);
    const expressions = list.map((source, index) =>
      compileExpression(source, Array.isArray(test.matches) ? ['matches', index] : ['matches']),
    );
    operators.push({
      positive: `matches ${either(list)}`,
      negative: `does not match ${either(list)}`,
      fits: ({ text }) => expressions.some((expression) => expression.test(text)),
    });
  }
  if (test.inTable !== undefined) {
    const list = listOf(test.inTable);
    const found = list.map((name, index) => {
      const table = tables.get(name);
      if (table) return table;
      throw new UnusableCondition(
        Array.isArray(test.inTable) ? ['inTable', index] : ['inTable'],
        `there is no table ${quote(name)}`,
      );
    });
    operators.push({
      positive: `is in the table ${either(list)}`,
      negative: `is not in the table ${either(list)}`,
      fits: ({ text }) => found.some((table) => table.find(text) !== null),
    });
  }
  return operators;
}

function compileExpression(source: string, path: readonly (string | number)[]): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '').replaceAll(/\(\?[im]\)/g, '');
    throw new UnusableCondition(path, `${quote(source)} is no usable expression: ${reason}`);
  }
}

/** A list of what may be written alone. */
export function listOf<T>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? (one as readonly T[]) : [one as T];
}
