import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OperationName } from '../../contract/api/operations.ts';
import { operations } from '../../contract/api/operations.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Access, Operation } from '../../contract/operation.ts';
import { isAdministrator, isLead, type Viewer } from '../routing/viewer.ts';
import { InvalidInput } from './failures.ts';
import { type AgentCall, type Handlers, publicOperations } from './handler.ts';
import { bearerToken } from './bearer-token.ts';
import { storableInput } from './storable-input.ts';

/** Who a token belongs to; null when it is unknown or has expired. */
export type Authenticate = (token: string) => Promise<Viewer | null>;

/** JSON bodies; a draft's HTML may be five million characters, a chat transcript eight. */
const ordinaryBody = 1024 * 1024;
const longBody = 32 * 1024 * 1024;
const withLongBody: ReadonlySet<OperationName> = new Set(['drafts.save', 'automaticMails.sendTranscript']);
/** A file attached to a draft. */
const maximumAttachmentBytes = 25 * 1024 * 1024;

/** Serves every operation of the contract: parse, check access, run, parse the answer. */
export function registerOperations(
  app: FastifyInstance,
  handlers: Handlers,
  authenticate: Authenticate,
): void {
  for (const name of Object.keys(operations) as OperationName[]) {
    registerOperation(app, name, handlers, authenticate);
  }
}

function registerOperation(
  app: FastifyInstance,
  name: OperationName,
  handlers: Handlers,
  authenticate: Authenticate,
): void {
  const operation: Operation = operations[name];
  if ((operation.access === 'public') !== publicOperations.some((open) => open === name)) {
    throw new Error(`whether ${name} is public is said differently by the contract and by its handler`);
  }
  // The table's type has tied input and output to the name; in this loop over all names it cannot be said.
  const handle = handlers[name] as (input: object, call: AgentCall) => Promise<unknown>;
  app.route({
    method: operation.method,
    url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit:
      operation.bytes === 'request'
        ? maximumAttachmentBytes
        : withLongBody.has(name)
          ? longBody
          : ordinaryBody,
    // Before the body is read: a stranger's upload is not waited for.
    onRequest: async (request) => {
      if (operation.access !== 'public')
        request.caller = await admit(request, operation.access, authenticate);
    },
    handler: async (request, reply) => {
      const parsed = operation.input.safeParse(storableInput(collectInput(operation, request)));
      if (!parsed.success) throw new InvalidInput(parsed.error, operation.errors);
      const call = { address: request.ip, ...request.caller };
      const answer = await handle(parsed.data, call as AgentCall);
      return answerWith(operation, answer, reply);
    },
  });
}

async function admit(
  request: FastifyRequest,
  access: Access,
  authenticate: Authenticate,
): Promise<{ readonly viewer: Viewer; readonly token: string }> {
  const token = bearerToken(request.raw);
  const viewer = token === null ? null : await authenticate(token);
  if (token === null || !viewer) {
    throw new ExpectedError('not-signed-in', 'Sign in: there is no session, or it has expired.');
  }
  const allowed =
    access === 'administrator' ? isAdministrator(viewer) : access === 'team-lead' ? isLead(viewer) : true;
  if (!allowed) throw new ExpectedError('not-allowed', `This needs the role ${access}.`);
  return { viewer, token };
}

/** The flat input that contract/operation.ts spreads over path, query and body. The path wins. */
function collectInput(operation: Operation, request: FastifyRequest): object {
  const path = request.params as object;
  if (operation.bytes === 'request') {
    return { ...(request.query as object), bytes: request.body, ...path };
  }
  if (operation.method === 'GET') return { ...(request.query as object), ...path };
  const { body } = request;
  if (body === undefined || body === null) return path;
  return typeof body === 'object' && !Array.isArray(body) ? { ...body, ...path } : { body };
}

function answerWith(operation: Operation, answer: unknown, reply: FastifyReply): unknown {
  // A wrong answer is our bug: it is thrown, logged and told as `internal`.
  const output: unknown = operation.output.parse(answer);
  if (operation.bytes !== 'response') return output;
  if (!(output instanceof Uint8Array)) throw new TypeError('an operation that answers bytes gave none');
  // Hostile bytes are never shown by a browser that is pointed here.
  void reply
    .type('application/octet-stream')
    .header('content-disposition', 'attachment')
    .header('content-security-policy', "default-src 'none'; sandbox");
  return Buffer.from(output.buffer, output.byteOffset, output.byteLength);
}
