import { isDeepStrictEqual } from 'node:util';
import type { IntakeSettingKind } from '../db/configured-tables.ts';
import type { Stored } from './stored-tenant.ts';

export interface FieldChange {
  /** In the words of the file, with a dot within mail servers: `incoming.host`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

export type ThingKind =
  | 'tenant'
  | 'mail server'
  | 'template'
  | 'response file'
  | 'service group'
  | 'service access'
  | 'agent'
  | IntakeSettingKind;

/** One thing that an apply did, or with a dry run would do. */
export interface Change {
  readonly tenant: string;
  readonly kind: ThingKind;
  /** Its key, name or login. */
  readonly name: string;
  readonly action: 'created' | 'changed' | 'set-aside' | 'brought-back';
  readonly fields: readonly FieldChange[];
}

export type Step<Fields> =
  | { readonly do: 'create'; readonly name: string; readonly fields: Fields }
  | {
      readonly do: 'change' | 'bring-back';
      readonly id: string;
      readonly name: string;
      readonly fields: Fields;
      readonly changes: readonly FieldChange[];
    }
  | { readonly do: 'set-aside'; readonly id: string; readonly name: string };

/** What has to be done so that the stored things become the wanted ones; in the order of the wanted, removals last. */
export function planSteps<Fields extends Readonly<Record<string, unknown>>>(
  wanted: ReadonlyMap<string, Fields>,
  stored: readonly Stored<Fields>[],
): readonly Step<Fields>[] {
  const byName = new Map(stored.map((thing) => [thing.name, thing]));
  const steps: Step<Fields>[] = [];
  for (const [name, fields] of wanted) {
    const thing = byName.get(name);
    if (!thing) {
      steps.push({ do: 'create', name, fields });
      continue;
    }
    const changes = compareFields(thing.fields, fields);
    if (thing.isRemoved) steps.push({ do: 'bring-back', id: thing.id, name, fields, changes });
    else if (changes.length > 0) steps.push({ do: 'change', id: thing.id, name, fields, changes });
  }
  for (const thing of stored) {
    if (!thing.isRemoved && !wanted.has(thing.name)) {
      steps.push({ do: 'set-aside', id: thing.id, name: thing.name });
    }
  }
  return steps;
}

/** Fields whose value is an object of settings are compared setting by setting. */
export function compareFields(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
  prefix = '',
): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(to), ...Object.keys(from)])];
  return names.flatMap((name): readonly FieldChange[] => {
    const [before, after] = [from[name] ?? null, to[name] ?? null];
    if (isDeepStrictEqual(before, after)) return [];
    if (isSettings(before) && isSettings(after)) return compareFields(before, after, `${prefix}${name}.`);
    return [{ field: `${prefix}${name}`, from: before, to: after }];
  });
}

function isSettings(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const signs = { created: '+', changed: '~', 'set-aside': '-', 'brought-back': '+' } as const;

/** `~ service group orders: offerSeconds 60 → 45`; with the tenant in front where there are several. */
export function formatChange(change: Change, withTenant: boolean): string {
  const { action, tenant, kind, name, fields } = change;
  const place = withTenant && kind !== 'tenant' ? `${tenant}: ` : '';
  const again = action === 'brought-back' ? ' again' : '';
  const details = action === 'created' ? [] : fields.map((field) => formatField(field));
  const list = details.length > 0 ? `: ${details.join(', ')}` : '';
  return `${signs[action]} ${place}${kind} ${name}${again}${list}`.replaceAll(/[\r\n]+/g, ' ');
}

/** Of these only that they have changed. */
const unprinted: Readonly<Record<string, string>> = {
  body: 'text',
  source: 'responses',
  passwordHash: 'password',
  values: 'values',
  entries: 'entries',
};

/** By their hashes; see SettledResponses. */
const attachmentPrefix = 'attachments.';

function formatField({ field, from, to }: FieldChange): string {
  const name = unprinted[field];
  if (name !== undefined) return `${name} changed`;
  if (field.startsWith(attachmentPrefix)) {
    const did = from === null ? 'added' : to === null ? 'removed' : 'changed';
    return `attachment ${field.slice(attachmentPrefix.length)} ${did}`;
  }
  return `${field} ${formatValue(from)} → ${formatValue(to)}`;
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.length > 0 ? value.map(formatValue).join(', ') : 'none';
  if (isSettings(value)) {
    if (Object.keys(value).length === 0) return 'none';
    const settings = Object.entries(value).map(([name, setting]) => `${name} ${formatValue(setting)}`);
    return `(${settings.join(', ')})`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
