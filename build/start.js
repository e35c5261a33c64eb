// `npm start`: the routing backend with a demonstration tenant, and the agent desktop on it. Where Electron's program
// cannot be had, the web edition of the same screens.
//   npm start -- --web          the web edition in any case
//   npm start -- --fresh        forget what the demonstration has stored
//   npm start -- --no-open      do not open a browser
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ensurePackages, handOver, projectNode, root } from './bootstrap.js';

ensurePackages();
if (process.execPath === projectNode()) await start(new Set(process.argv.slice(2)));
else handOver('build/start.js', process.argv.slice(2));

/** @param {ReadonlySet<string>} flags */
async function start(flags) {
  const { buildIfNeeded } = await import('./build.js');
  await buildIfNeeded();
  const data = process.env['POSTROOM_DATA'] ?? path.join(root, '.data/demonstration');
  if (flags.has('--fresh')) rmSync(data, { recursive: true, force: true });

  /** @type {Set<import('node:child_process').ChildProcess>} */
  const children = new Set();
  let endingSince = 0;
  const endAll = () => {
    endingSince ||= performance.now();
    for (const child of children) child.kill('SIGTERM');
  };
  const onSignal = () => {
    // One Ctrl-C comes from the terminal, from npm and from the process that started us; only a later one is another.
    if (endingSince === 0 || performance.now() - endingSince > 1000) endAll();
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, onSignal);

  /**
   * Runs a program beside us; when one ends, all end.
   * @param {string} command
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  const run = (command, args, env) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { POSTROOM_LOG: 'warn', ...process.env, POSTROOM_DATA: data, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
      // Its own group: Ctrl-C reaches it once, from us, and it can end in order.
      detached: process.platform !== 'win32',
    });
    children.add(child);
    child.on('exit', (code, signal) => {
      children.delete(child);
      if (code) process.exitCode = code;
      if (endingSince > 0) return;
      if (signal) {
        console.error(`${args[0]} was ended by ${signal}; the rest is stopped too.`);
        process.exitCode = 1;
      }
      endAll();
    });
    return child;
  };

  const backend = run(process.execPath, ['backend/cli/postroom.ts', 'serve', '--demonstration'], {
    POSTROOM_HTTP: process.env['POSTROOM_HTTP'] || `127.0.0.1:${await portOrAnother(8420)}`,
    POSTROOM_SMTP: process.env['POSTROOM_SMTP'] || `127.0.0.1:${await portOrAnother(2525)}`,
  });
  const backendUrl = await announced(backend, /^Postroom is ready: (\S+)/);
  if (!backendUrl || endingSince > 0) return;

  const { findElectron } = await import('./electron-binary.js');
  const found = flags.has('--web') ? { why: 'you asked for it' } : findElectron();
  if ('cli' in found) {
    const desktop = run(process.execPath, [found.cli, root], {
      POSTROOM_BACKEND: backendUrl,
      POSTROOM_PROFILE: path.join(data, 'desktop'),
    });
    desktop.stdout?.pipe(process.stdout);
    return;
  }
  console.log(`Starting the web edition, because ${found.why}.`);
  const web = run(process.execPath, [
    'electron/web/main.ts',
    '--backend',
    backendUrl,
    '--port',
    String(await portOrAnother(8421)),
    '--profile',
    path.join(data, 'web'),
  ]);
  const address = await announced(web, /^Postroom web edition: (\S+)/);
  if (address && !flags.has('--no-open')) openInBrowser(address);
}

/**
 * The port of 127.0.0.1 that a newcomer reads about, or 0, which takes any free one, where another program has it.
 * @param {number} port
 * @returns {Promise<number>}
 */
function portOrAnother(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(0);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

/**
 * Copies a program's lines to ours until one tells its address; undefined if it ends before.
 * @param {import('node:child_process').ChildProcess} child
 * @param {RegExp} line
 * @returns {Promise<string | undefined>}
 */
function announced(child, line) {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (text) => {
      console.log(text);
      const match = line.exec(text);
      if (match) resolve(match[1]);
    });
    lines.on('close', () => {
      resolve(undefined);
    });
  });
}

/** @param {string} address */
function openInBrowser(address) {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return;
  /** @type {Readonly<Record<string, string>>} */
  const commands = { darwin: 'open', win32: 'explorer' };
  const command = commands[process.platform] ?? 'xdg-open';
  // Nobody waits for it, and a machine without it has read the address above.
  spawn(command, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
