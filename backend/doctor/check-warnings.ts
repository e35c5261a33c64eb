import type { Database } from '../db/database.ts';
import { findFailing, findQuiet, type FoundWarning } from '../mail/warnings/find-warnings.ts';
import { warn, type Diagnosis } from './diagnosis.ts';

/** What agents are warned of, or would be if a backend ran: how the backend's own connections do, and silence. */
export async function checkWarnings(
  db: Database,
  tenants: readonly { readonly id: string; readonly key: string }[],
): Promise<readonly Diagnosis[]> {
  const found = [...(await findFailing(db)), ...(await findQuiet(db))];
  return tenants.flatMap(({ id, key }) =>
    found.filter(({ tenantId }) => tenantId === id).map((one) => describe(key, one)),
  );
}

function describe(tenant: string, { server, direction, reason, since, problem }: FoundWarning): Diagnosis {
  const subject = `mail server ${tenant}/${server}, ${direction === 'in' ? 'incoming' : 'outgoing'}`;
  const time = since.toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
  const text = {
    failing: 'failed when the backend last tried',
    'no-contact': 'out of contact',
    quiet: 'unusually quiet',
  };
  return warn(subject, `${text[reason]}, since ${time}`, problem);
}
