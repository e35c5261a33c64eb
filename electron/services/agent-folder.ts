import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Me } from '../../contract/api/session.ts';

/**
 * The folder of one agent of one backend within a profile. Two agents who share a machine never see each other's
 * drafts and words; names from the backend do not reach the file system.
 */
export function agentFolder(profile: string, backend: URL, me: Me): string {
  const identity = [backend.hostname, me.tenant.key, me.agent.id, me.agent.login];
  const key = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  return path.join(profile, 'Agents', key);
}
