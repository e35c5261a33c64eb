import { z } from 'zod';
import { operations } from '../../contract/api/operations.ts';
import * as agent from '../../contract/domain/agent.ts';
import { archivedMail } from '../../contract/domain/archive.ts';
import { automaticMail } from '../../contract/domain/automatic-mail.ts';
import { blockedMail } from '../../contract/domain/blocked-mail.ts';
import { dictionary } from '../../contract/domain/dictionary.ts';
import * as draft from '../../contract/domain/draft.ts';
import * as interaction from '../../contract/domain/interaction.ts';
import { mailAddress, readAddress } from '../../contract/domain/mail-address.ts';
import * as message from '../../contract/domain/message.ts';
import { outgoing } from '../../contract/domain/outgoing.ts';
import { filledResponse, responseCategory, responseEntry } from '../../contract/domain/response.ts';
import { ruleOutcome } from '../../contract/domain/rule.ts';
import { filledText, template } from '../../contract/domain/template.ts';
import { me } from '../../contract/api/session.ts';
import { type ErrorCode, failure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import { realtimeEvent } from '../../contract/realtime.ts';
import { statusOf } from './failures.ts';

type Json = Readonly<Record<string, unknown>>;

/** The schemas that go by a name in the document; the rest is written where it is used. */
const named: Readonly<Record<string, z.ZodType>> = {
  Agent: agent.agent,
  ServiceGroup: agent.serviceGroup,
  Presence: agent.presence,
  ArchivedMail: archivedMail,
  AutomaticMail: automaticMail,
  BlockedMail: blockedMail,
  RuleOutcome: ruleOutcome,
  Dictionary: dictionary,
  Draft: draft.draft,
  DraftContent: draft.draftContent,
  DraftAttachment: draft.draftAttachment,
  Recipient: draft.recipient,
  InteractionSummary: interaction.interactionSummary,
  Interaction: interaction.interaction,
  RoutingReason: interaction.routingReason,
  MailAddress: mailAddress,
  ReadAddress: readAddress,
  Message: message.message,
  Attachment: message.attachment,
  Outgoing: outgoing,
  ResponseEntry: responseEntry,
  ResponseCategory: responseCategory,
  FilledText: filledText,
  FilledResponse: filledResponse,
  Template: template,
  Me: me,
  Failure: failure,
  RealtimeEvent: realtimeEvent,
};

/** What any operation may answer besides the failures that it lists. */
const general: readonly ErrorCode[] = ['invalid-input', 'unreachable', 'internal'];
const withSession: readonly ErrorCode[] = ['not-signed-in', 'not-allowed'];

/** The OpenAPI 3.1 document of the contract's operations. */
export function openApiDocument(version: string): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(name, operation, registry);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Postroom',
      version,
      description:
        'The routing backend. Events are pushed over a WebSocket at GET /api/events?since=<revision> with the same bearer token; each message is a RealtimeEvent.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }],
    paths,
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(registry),
    },
  };
}

type Registry = ReturnType<typeof z.registry<{ id: string }>>;
const uri = (id: string) => `#/components/schemas/${id}`;

function componentSchemas(registry: Registry): Json {
  const { schemas } = z.toJSONSchema(registry, { uri, io: 'output', target: 'draft-2020-12' });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
}

function describe(name: string, operation: Operation, registry: Registry): Json {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].flatMap(([, field]) => field ?? []);
  const rest = Object.keys(operation.input.shape).filter((field) => !inPath.includes(field));
  const asBytes = operation.bytes === 'request';
  const inQuery = operation.method === 'GET' || asBytes;
  const query = inQuery ? rest.filter((field) => field !== 'bytes') : [];
  return {
    operationId: name,
    summary: operation.summary,
    ...(operation.access === 'public' ? { security: [] } : {}),
    'x-access': operation.access,
    parameters: [
      ...inPath.map((field) => parameter(operation, field, 'path', registry)),
      ...query.map((field) => parameter(operation, field, 'query', registry)),
    ],
    ...requestBody(operation, inQuery ? [] : rest, registry),
    responses: responses(operation, registry),
  };
}

function parameter(operation: Operation, field: string, where: 'path' | 'query', registry: Registry): Json {
  const schema = operation.input.shape[field] as z.ZodType;
  const optional = schema.safeParse(undefined).success;
  return {
    name: field,
    in: where,
    required: where === 'path' || !optional,
    schema: inline(schema, registry),
  };
}

function requestBody(operation: Operation, fields: readonly string[], registry: Registry): Json {
  if (operation.bytes === 'request') {
    return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  }
  if (fields.length === 0) return {};
  const body = operation.input.pick(Object.fromEntries(fields.map((field) => [field, true])) as never);
  return {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: inline(body, registry, 'input') } },
    },
  };
}

function responses(operation: Operation, registry: Registry): Json {
  const codes = new Set([
    ...operation.errors,
    ...general,
    ...(operation.access === 'public' ? [] : withSession),
  ]);
  const byStatus = Map.groupBy(codes, (code) => statusOf(code));
  const failures = [...byStatus].map(([status, all]) => [
    String(status),
    {
      description: all.join(', '),
      content: {
        'application/json': {
          schema: {
            allOf: [{ $ref: uri('Failure') }, { type: 'object', properties: { code: { enum: all } } }],
          },
        },
      },
    },
  ]);
  const content =
    operation.bytes === 'response'
      ? { 'application/octet-stream': {} }
      : { 'application/json': { schema: inline(operation.output, registry) } };
  return { 200: { description: 'Done', content }, ...Object.fromEntries(failures) };
}

/** A schema where it is used, with references to those that have a name. */
function inline(schema: z.ZodType, registry: Registry, io: 'input' | 'output' = 'output'): Json {
  const own = registry.get(schema);
  if (own) return { $ref: uri(own.id) };
  const root = '__here';
  const together = z.registry<{ id: string }>();
  for (const [id, one] of Object.entries(named)) together.add(one, { id });
  together.add(schema, { id: root });
  const { schemas } = z.toJSONSchema(together, { uri, io, target: 'draft-2020-12' });
  return withoutIdentity(schemas[root] ?? {});
}

/** In OpenAPI the place in the document is the identity; `$id` would make every reference relative to itself. */
function withoutIdentity(schema: Json): Json {
  const { $schema: _schema, $id: _id, id: _named, ...rest } = schema;
  return rest;
}
