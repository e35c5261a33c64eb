import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { TenantId } from '../../contract/domain/ids.ts';
import {
  blockedList,
  confirmation,
  lookUpTable,
  openingHours,
  type Splitting,
  splitting,
} from '../../contract/domain/intake-configuration.ts';
import { rule } from '../../contract/domain/rule.ts';
import type { GroupConfirmation } from '../automatic/possible-answers.ts';
import type { IntakeSettingKind } from '../db/configured-tables.ts';
import type { Schema } from '../db/schema.ts';
import { type CompiledBlockedList, compileBlockedLists } from './blocking/block-mail.ts';
import { type RoutingTable, readRoutingTable } from './routing-table.ts';
import { type CompiledRule, compileRules } from './rules/apply-rules.ts';
import { type AddressTable, createAddressTable } from './tables/address-table.ts';

/** What decides on a tenant's mail before it is queued. */
export interface TenantIntake {
  readonly table: RoutingTable;
  readonly rules: readonly CompiledRule[];
  readonly blockedLists: readonly CompiledBlockedList[];
  readonly splitting: Splitting | null;
  /** By the keys of their groups. */
  readonly confirmations: ReadonlyMap<string, GroupConfirmation>;
}

/** The settings of a tenant as its configuration has them, tables with their values. */
export type IntakeSettings = Pick<
  TenantConfiguration,
  'tables' | 'blockedLists' | 'rules' | 'splitting' | 'openingHours'
> & {
  readonly serviceGroups: readonly Pick<
    TenantConfiguration['serviceGroups'][number],
    'key' | 'openingHours' | 'confirmation'
  >[];
};

/** The same, ready to be asked. */
export type CompiledSettings = Omit<TenantIntake, 'table'>;

/** What was compiled last for each tenant, and of which rows: expressions and large tables are compiled once. */
const compiled = new WeakMap<object, Map<TenantId, { version: string; settings: CompiledSettings }>>();

/**
 * Reads what decides on the mail of a tenant, as the transaction sees it.
 * @param keeper the database: as long as it is open what was compiled is kept
 */
export async function readTenantIntake(
  sql: Kysely<Schema>,
  tenantId: TenantId,
  keeper: object,
): Promise<TenantIntake> {
  const table = await readRoutingTable(sql, tenantId);
  const rows = await sql
    .selectFrom('intake_setting')
    .select(['id', 'kind', 'name', 'sha256'])
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .orderBy('kind')
    .orderBy('position')
    .execute();
  const version = rows.map(({ kind, name, sha256 }) => `${kind} ${name} ${sha256}`).join('\n');
  const ofTenants = compiled.get(keeper) ?? new Map();
  compiled.set(keeper, ofTenants);
  const known = ofTenants.get(tenantId);
  if (known?.version === version) return { table, ...known.settings };
  const settings = compileSettings(rows.length === 0 ? noSettings : await readSettings(sql, tenantId));
  ofTenants.set(tenantId, { version, settings });
  return { table, ...settings };
}

const noSettings: IntakeSettings = {
  tables: [],
  blockedLists: [],
  rules: [],
  openingHours: [],
  serviceGroups: [],
};

async function readSettings(sql: Kysely<Schema>, tenantId: TenantId): Promise<IntakeSettings> {
  const rows = await sql
    .selectFrom('intake_setting')
    .select(['kind', 'name', 'definition'])
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const ofKind = (kind: IntakeSettingKind) =>
    rows.filter((row) => row.kind === kind).map(({ name, definition }) => ({ name, ...definition }));
  return {
    tables: z.array(lookUpTable).parse(ofKind('table')),
    blockedLists: z.array(blockedList).parse(ofKind('blocked list')),
    rules: z.array(rule).parse(ofKind('rule')),
    splitting: z.array(splitting.extend({ name: z.string() })).parse(ofKind('splitting'))[0],
    openingHours: z.array(openingHours).parse(ofKind('opening hours')),
    serviceGroups: ofKind('confirmation').map(({ name, ...definition }) => ({
      key: name,
      ...groupAnswers.parse(definition),
    })),
  };
}

const groupAnswers = z.object({
  openingHours: z.string().optional(),
  confirmation: confirmation.optional(),
});

/** Compiles what was checked when it was applied. */
export function compileSettings(settings: IntakeSettings): CompiledSettings {
  const { tables, blockedLists, rules } = settings;
  const compiledLists = compileBlockedLists(blockedLists);
  const known = new Map<string, Pick<AddressTable<unknown>, 'find'>>([
    ...compiledLists.map(({ name, table }) => [name, table] as const),
    ...tables.map(({ name, values }) => [name, createAddressTable(values ?? [], (value) => value)] as const),
  ]);
  return {
    rules: compileRules(rules, known),
    blockedLists: compiledLists,
    splitting: settings.splitting ?? null,
    confirmations: new Map(
      settings.serviceGroups.flatMap(({ key, openingHours: name, confirmation: answers }) => {
        const hours = settings.openingHours.find((one) => one.name === name) ?? null;
        return answers ? [[key, { ...answers, hours }] as const] : [];
      }),
    ),
  };
}
