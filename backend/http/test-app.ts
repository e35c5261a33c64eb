import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type OperationName, operations } from '../../contract/api/operations.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Database } from '../db/database.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import { startSession, useSession } from '../people/sessions.ts';
import type { Viewer } from '../routing/viewer.ts';
import { createApp } from './app.ts';
import { createHandlers } from './handlers.ts';
import { healthReader } from './health.ts';
import { readMetrics } from './metrics.ts';

const noSecrets: ConnectionSecrets = {
  resolve: (reference) => {
    throw new Error(`a test has no secret ${reference}`);
  },
  baseFolder: '/nonexistent',
};

/** The real app on a test's database, with a made-up demonstration and no dictionaries. */
export function createTestApp(
  db: Database,
  secrets: ConnectionSecrets = noSecrets,
  log = pino({ enabled: false }),
): FastifyInstance {
  return createApp({
    handlers: createHandlers({
      db,
      log,
      version: '1.2.3',
      spellingFolder: '/nonexistent',
      secrets,
      demonstration: null,
    }),
    authenticate: (token) => useSession(db, token),
    health: healthReader(db),
    metrics: () => readMetrics(db),
    version: '1.2.3',
    log,
  });
}

/** A session of an agent, without the cost of a password. */
export async function startTestSession(db: Database, viewer: Viewer): Promise<string> {
  const { token } = await db.transaction('test', (tx) => startSession(tx, viewer.agentId));
  return token;
}

export interface Answer {
  readonly status: number;
  /** The failure's code; null where it was done. */
  readonly code: string | null;
  readonly body: unknown;
}

/** Calls an operation as the desktop does. */
export async function callOperation(
  app: FastifyInstance,
  token: string | null,
  name: OperationName,
  input: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const operation: Operation = operations[name];
  const rest = new Map(Object.entries(input));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, field: string) => {
    const value = String(rest.get(field));
    rest.delete(field);
    return encodeURIComponent(value);
  });
  const bytes = rest.get('bytes');
  rest.delete('bytes');
  const fields = Object.fromEntries(rest);
  const asQuery = operation.method === 'GET' || operation.bytes === 'request';
  const response = await app.inject({
    method: operation.method,
    url: path,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(operation.bytes === 'request' ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(asQuery ? { query: fields as Record<string, string> } : { payload: fields }),
    ...(bytes instanceof Uint8Array ? { payload: Buffer.from(bytes) } : {}),
  });
  const isJson = response.headers['content-type']?.toString().startsWith('application/json') ?? false;
  const body: unknown = isJson ? response.json() : response.rawPayload;
  const code = response.statusCode < 300 ? null : (body as { code: string }).code;
  return { status: response.statusCode, code, body };
}

/** Hands a mailbox's attachment to an interaction's mail. */
export async function addTestAttachment(db: Database, interactionId: string): Promise<void> {
  await sql`
    insert into attachment (mail_id, position, name, type, size, sha256)
    select mail_id, 0, 'page.html', 'text/html', 3, 'raw' from interaction where id = ${interactionId}`.execute(
    db.kysely,
  );
}
