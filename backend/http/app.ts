import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Viewer } from '../routing/viewer.ts';
import { statusOf, toFailure } from './failures.ts';
import type { Handlers } from './handler.ts';
import type { ReadHealth } from './health.ts';
import { bearerToken } from './bearer-token.ts';
import { openApiDocument } from './openapi.ts';
import { type Authenticate, registerOperations } from './register-operation.ts';
import { requireOwnOrigin } from './same-origin.ts';
import { requireThisMachine } from './this-machine.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for operations that need a session. */
    caller?: { readonly viewer: Viewer; readonly token: string };
  }
}

export interface AppOptions {
  readonly handlers: Handlers;
  readonly authenticate: Authenticate;
  readonly health: ReadHealth;
  /** In the text format of Prometheus; told on this machine only. */
  readonly metrics: () => Promise<string>;
  readonly version: string;
  readonly log: Logger;
  /** `host` or `host:port` that a reverse proxy in front of a loopback listener hands on. */
  readonly publishedHosts?: readonly string[];
}

/** The HTTP side of the backend, not yet listening. Its logs hold ids, never addresses with their queries or bodies. */
export function createApp(options: AppOptions): FastifyInstance {
  const { log } = options;
  const publishedHosts = new Set(options.publishedHosts?.map((host) => host.toLowerCase()));
  const app = Fastify({
    logger: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 2_000 },
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    frameworkErrors: (_error, request, reply) => {
      const failure = { code: 'invalid-input', message: `The address could not be read (${request.id}).` };
      reply.raw.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(failure));
    },
  });
  takeBodies(app);

  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
    requireOwnOrigin(request.raw, publishedHosts);
  });
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        request: request.id,
        operation: `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
        agent: request.caller?.viewer.agentId,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
  app.setErrorHandler((error, request, reply) => {
    const failure = toFailure(error, request.id);
    if (failure.code === 'internal' || failure.code === 'unreachable' || failure.code === 'storage-full') {
      log.error({ err: error, request: request.id, operation: describe(request) }, 'a request failed');
    }
    return reply.code(statusOf(failure.code)).type('application/json; charset=utf-8').send(failure);
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'not-found', message: 'There is no such operation.' }),
  );

  registerOperations(app, options.handlers, options.authenticate);

  const document = openApiDocument(options.version);
  app.get('/api/openapi.json', () => document);
  app.get('/api/health', async (request, reply) => {
    const token = bearerToken(request.raw);
    // Without a database nobody can be known, and that is what has to be said then.
    const viewer = token === null ? null : await options.authenticate(token).catch(() => null);
    const health = await options.health(viewer);
    return reply.code(health.ok ? 200 : 503).send(health);
  });
  app.get('/metrics', async (request, reply) => {
    requireThisMachine(request.raw);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metrics());
  });
  return app;
}

function describe(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? 'unknown'}`;
}

function takeBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A call without fields may come without a body.
    if (body === '') done(null, {});
    else void parseJson(request, body.toString(), done);
  });
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}
