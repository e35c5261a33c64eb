// What a fresh clone needs before anything else can run. No dependencies, and nothing newer than Node 20: it runs on
// the machine's own Node, installs the project's packages, and hands over to the Node 24 that comes with them.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const installedMark = path.join(root, 'node_modules/.postroom-installed');

/** Runs `npm ci` unless node_modules was installed from this very lockfile. Exits with npm's code if it fails. */
export function ensurePackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === lock) return;
  console.log('Installing the packages of package-lock.json (npm ci) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed; see above. Without its packages Postroom cannot start.');
    process.exit(npm.status ?? 1);
  }
  writeFileSync(installedMark, lock);
}

/** The Node 24 of the npm package `node`; this process's own where that is 24 or newer and the package is absent. */
export function projectNode() {
  const file = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    'Node 24 is missing: the install script of the npm package `node` did not run. Run `npm rebuild node`, or use Node 24 yourself.',
  );
  return process.exit(1);
}

/**
 * Runs a program of the project with Node 24 in the foreground and ends with its exit code; passes signals on.
 * @param {string} file relative to the root
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [cwd]
 */
export function handOver(file, args, env = process.env, cwd = root) {
  const child = spawn(projectNode(), [path.join(root, file), ...args], { cwd, env, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
