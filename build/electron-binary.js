import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap.js';

const folder = path.join(root, 'node_modules/electron');

/** Electron's program, where it has been downloaded or `ELECTRON_OVERRIDE_DIST_PATH` names one. */
function installed() {
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) return true;
  const named = path.join(folder, 'path.txt');
  return existsSync(named) && existsSync(path.join(folder, 'dist', readFileSync(named, 'utf8').trim()));
}

/**
 * How to start Electron, downloading its program first if needed (the npm package brings it on demand).
 * @returns {{ cli: string } | { why: string }} the script to run, or one line that says why there is none
 */
export function findElectron() {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { why: 'there is no display' };
  }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { why: 'Electron does not run as root' };
  }
  if (!installed()) {
    console.log('Fetching Electron (once, about 120 MB) …');
    spawnSync(process.execPath, [path.join(folder, 'install.js')], { stdio: 'ignore', timeout: 300_000 });
  }
  return installed()
    ? { cli: path.join(folder, 'cli.js') }
    : { why: "Electron's program could not be downloaded" };
}
