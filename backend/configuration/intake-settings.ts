import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { tenantConfiguration } from '../../contract/domain/configuration.ts';
import type { TenantId } from '../../contract/domain/ids.ts';
import type { IntakeSettingKind } from '../db/configured-tables.ts';
import type { Schema } from '../db/schema.ts';
import { jsonText } from '../db/json-text.ts';
import { planSteps } from './change.ts';
import type { CompleteTenant } from './complete-configuration.ts';
import type { Stored } from './stored-tenant.ts';
import { takeSteps, type ThingWriter, type WriteContext } from './write-context.ts';

/** A rule, table … as the file has it, without its name, and its place among those of its kind. */
type IntakeSetting = Readonly<Record<string, unknown>> & { readonly position: number };

/** Makes the rules, tables and lists of a tenant what the file says. */
export async function applyIntakeSettings(context: WriteContext, tenant: CompleteTenant): Promise<void> {
  for (const [kind, wanted] of settle(tenant)) {
    const stored = await readSettings(context.tx.sql, context.tenantId, kind);
    await takeSteps(context, settingWriter(context, kind), planSteps(wanted, stored));
  }
}

type WrittenTenant = z.input<typeof tenantConfiguration>;

/** Adds them in the form of the file to an exported tenant. */
export async function withIntakeSettings(
  db: Kysely<Schema>,
  tenantId: TenantId,
  tenant: WrittenTenant,
): Promise<WrittenTenant> {
  const list = async (kind: IntakeSettingKind) =>
    (await readSettings(db, tenantId, kind))
      .filter(({ isRemoved }) => !isRemoved)
      .map(({ name, fields: { position: _position, ...definition } }) => ({ name, ...definition }));
  const [splitting] = await list('splitting');
  const { name: _name, ...split } = splitting ?? {};
  const answers = await list('confirmation');
  const groups = (tenant.serviceGroups ?? []).map((group) => {
    const { name: _key, ...own } = answers.find(({ name }) => name === group.key) ?? { name: '' };
    return { ...group, ...own };
  });
  const written = {
    serviceGroups: groups,
    ...(splitting ? { splitting: split } : {}),
    openingHours: await list('opening hours'),
    tables: await list('table'),
    blockedLists: await list('blocked list'),
    rules: await list('rule'),
  };
  const present = Object.fromEntries(
    Object.entries(written).filter(([, things]) => !Array.isArray(things) || things.length > 0),
  );
  return { ...tenant, ...present };
}

function settle(tenant: CompleteTenant): readonly [IntakeSettingKind, ReadonlyMap<string, IntakeSetting>][] {
  return [
    ['splitting', byName(tenant.splitting ? [{ ...tenant.splitting, name: 'splitting' }] : [])],
    ['opening hours', byName(tenant.openingHours)],
    [
      'confirmation',
      byName(
        tenant.serviceGroups
          .filter((group) => group.openingHours !== undefined || group.confirmation !== undefined)
          .map(({ key, openingHours, confirmation }) => ({ name: key, openingHours, confirmation })),
      ),
    ],
    ['table', byName(tenant.tables.map(({ name, values }) => ({ name, values: values ?? [] })))],
    [
      'blocked list',
      byName(tenant.blockedLists.map(({ name, entries }) => ({ name, entries: entries ?? [] }))),
    ],
    ['rule', byName(tenant.rules.map(({ active, ...rule }) => (active ? rule : { ...rule, active: false })))],
  ];
}

function byName(
  things: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[],
): ReadonlyMap<string, IntakeSetting> {
  return new Map(
    things.map(({ name, ...definition }, position) => {
      // As it comes back from the database: without what is undefined.
      const plain = JSON.parse(JSON.stringify(definition)) as Readonly<Record<string, unknown>>;
      return [name, { ...plain, position: position + 1 }];
    }),
  );
}

async function readSettings(
  db: Kysely<Schema>,
  tenantId: TenantId,
  kind: IntakeSettingKind,
): Promise<readonly Stored<IntakeSetting>[]> {
  const rows = await db
    .selectFrom('intake_setting')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('kind', '=', kind)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(({ id, name, position, definition, removed_at: removedAt }) => ({
    id,
    name,
    isRemoved: removedAt !== null,
    fields: { ...definition, position },
  }));
}

function settingWriter({ tx, tenantId }: WriteContext, kind: IntakeSettingKind): ThingWriter<IntakeSetting> {
  const columns = ({ position, ...definition }: IntakeSetting) => {
    const json = jsonText(definition);
    const sha256 = createHash('sha256').update(`${position} ${json}`).digest('hex');
    return { position, definition: json, sha256, removed_at: null };
  };
  return {
    kind,
    table: 'intake_setting',
    create: async (name, fields) => {
      const { id } = await tx.sql
        .insertInto('intake_setting')
        .values({ tenant_id: tenantId, kind, name, ...columns(fields) })
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    change: async (id, _name, fields) => {
      await tx.sql.updateTable('intake_setting').set(columns(fields)).where('id', '=', id).execute();
    },
    setAside: async (id) => {
      await tx.sql
        .updateTable('intake_setting')
        .set({ removed_at: new Date() })
        .where('id', '=', id)
        .execute();
    },
  };
}
