import type { Kysely } from 'kysely';
import type { TenantId } from '../../contract/domain/ids.ts';
import { type Rule, rule as ruleSchema } from '../../contract/domain/rule.ts';
import type { IntakeSettingKind, Schema } from '../db/schema.ts';
import { type RoutingTable, readRoutingTable } from './routing-table.ts';
import { type CompiledRule, compileRules } from './rules/apply-rules.ts';
import { type AddressTable, createAddressTable } from './tables/address-table.ts';

/** What decides on a tenant's mail before it is queued. */
export interface TenantIntake {
  readonly table: RoutingTable;
  readonly rules: readonly CompiledRule[];
}

/** A rule, table … in the form of the configuration. */
export interface NamedSetting {
  readonly kind: IntakeSettingKind;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

type CompiledSettings = Pick<TenantIntake, 'rules'>;

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
  const definitions = rows.length === 0 ? [] : await readDefinitions(sql, tenantId);
  const settings = compileSettings(definitions);
  ofTenants.set(tenantId, { version, settings });
  return { table, ...settings };
}

function readDefinitions(sql: Kysely<Schema>, tenantId: TenantId): Promise<readonly NamedSetting[]> {
  return sql
    .selectFrom('intake_setting')
    .select(['kind', 'name', 'definition'])
    .where('tenant_id', '=', tenantId)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
}

/** @param settings as they were applied, each kind in the order of the file */
export function compileSettings(settings: readonly NamedSetting[]): CompiledSettings {
  const ofKind = (kind: IntakeSettingKind) => settings.filter((one) => one.kind === kind);
  const tables = new Map<string, Pick<AddressTable<unknown>, 'find'>>();
  for (const { name, definition } of ofKind('table')) {
    tables.set(
      name,
      createAddressTable(definition['values'] as readonly string[], (value) => value),
    );
  }
  const rules = ofKind('rule').map(({ name, definition }): Rule => ruleSchema.parse({ name, ...definition }));
  return { rules: compileRules(rules, tables) };
}
