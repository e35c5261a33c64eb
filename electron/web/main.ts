import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { codeOf } from '../services/durable-file.ts';
import { startWebHost } from './web-host.ts';

const usage = 'npm run web -- --backend http://127.0.0.1:PORT [--port N] [--profile FOLDER]';
const root = path.resolve(import.meta.dirname, '../..');

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { backend: { type: 'string' }, port: { type: 'string' }, profile: { type: 'string' } },
    });
    return values;
  } catch (cause) {
    return fail(`${cause instanceof Error ? cause.message : String(cause)}\n${usage}`);
  }
}

const options = readOptions();
const backend = URL.parse(options.backend ?? process.env['POSTROOM_BACKEND'] ?? '');
if (!backend || !/^https?:$/.test(backend.protocol)) fail(`the address of the backend is missing\n${usage}`);
const port = Number(options.port ?? 0);
if (!Number.isInteger(port) || port < 0 || port > 65_535) fail(`--port ${options.port} is no port\n${usage}`);
const renderer = path.join(root, 'out/renderer');
if (!existsSync(path.join(renderer, 'index.html')))
  fail('the screens are not built: run "npm run build" first');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };

try {
  const host = await startWebHost({
    backend,
    port,
    renderer,
    profile: path.resolve(options.profile ?? path.join(homedir(), '.postroom')),
    version: manifest.version,
  });
  process.stdout.write(`Postroom web edition: ${host.url}\n`);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void host.stop().then(() => process.exit(0));
    });
  }
} catch (cause) {
  if (codeOf(cause) === 'EADDRINUSE') fail(`port ${port} is taken: choose another with --port`);
  throw cause;
}
