import { createHash } from 'node:crypto';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { Change, FieldChange, Step, ThingKind } from './change.ts';

/** The transaction of an apply, as those see it who write the things of one tenant. */
export interface WriteContext {
  readonly tx: Tx;
  readonly tenantId: TenantId;
  readonly tenantKey: string;
  /** Everything done so far, in order. */
  readonly changes: Change[];
}

/** How one kind of thing is written. Each resolves to the identity of the row. */
export interface ThingWriter<Fields> {
  readonly kind: ThingKind;
  /** Table name in the subjects of the audit. */
  readonly table: string;
  readonly create: (name: string, fields: Fields) => Promise<string>;
  /** Also brings back what was set aside. */
  readonly change: (id: string, name: string, fields: Fields) => Promise<void>;
  readonly setAside: (id: string, name: string) => Promise<void>;
}

const actions = {
  create: 'created',
  change: 'changed',
  'bring-back': 'brought-back',
  'set-aside': 'set-aside',
} as const;

/** Takes the steps one after the other; each leaves its audit row and its change. */
export async function takeSteps<Fields extends Readonly<Record<string, unknown>>>(
  context: WriteContext,
  writer: ThingWriter<Fields>,
  steps: readonly Step<Fields>[],
): Promise<void> {
  for (const step of steps) {
    let id: string;
    let fields: readonly FieldChange[] = [];
    if (step.do === 'create') {
      id = await writer.create(step.name, step.fields);
      fields = Object.entries(step.fields).map(([field, to]) => ({ field, from: null, to }));
    } else {
      ({ id } = step);
      if (step.do === 'set-aside') await writer.setAside(id, step.name);
      else {
        ({ changes: fields } = step);
        await writer.change(id, step.name, step.fields);
      }
    }
    await recordChange(
      context,
      { kind: writer.kind, name: step.name, action: actions[step.do], fields },
      {
        table: writer.table,
        id,
      },
    );
  }
}

export async function recordChange(
  { tx, tenantId, tenantKey, changes }: WriteContext,
  change: Omit<Change, 'tenant'>,
  subject: { readonly table: string; readonly id: string },
): Promise<void> {
  changes.push({ tenant: tenantKey, ...change });
  tx.audit({
    tenantId,
    action: `configuration.${change.action}`,
    subject: `${subject.table}:${subject.id}`,
    detail: {
      name: change.name,
      fields: Object.fromEntries(
        change.fields.map(({ field, from, to }) => [field, { from: shorten(from), to: shorten(to) }]),
      ),
    },
  });
}

/** Long texts stand in the audit with their hash: enough to tell which one it was. */
function shorten(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= 4_000) return value;
  const sha256 = createHash('sha256').update(value).digest('hex');
  return { length: value.length, sha256, begins: value.slice(0, 200) };
}
