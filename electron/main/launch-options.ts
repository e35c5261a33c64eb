import { parseArgs } from 'node:util';

export type LaunchOptions =
  | { readonly state: 'ready'; readonly backend: URL; readonly profile: string | null }
  | { readonly state: 'wrong'; readonly reason: string };

/**
 * `--backend=URL` or POSTROOM_BACKEND names the routing backend, POSTROOM_PROFILE another folder for this person's
 * data. Switches of Chromium and whatever the system adds are left alone.
 */
export function readLaunchOptions(argv: readonly string[], env: NodeJS.ProcessEnv): LaunchOptions {
  const { values } = parseArgs({ args: [...argv], options: { backend: { type: 'string' } }, strict: false });
  const given = typeof values.backend === 'string' ? values.backend : env['POSTROOM_BACKEND'];
  const profile = env['POSTROOM_PROFILE'] ?? null;
  if (!given) {
    const reason =
      'Postroom does not know the address of its backend. Start it with --backend=https://… or set POSTROOM_BACKEND.';
    return { state: 'wrong', reason };
  }
  const backend = URL.parse(given);
  if (!backend || (backend.protocol !== 'https:' && backend.protocol !== 'http:')) {
    return {
      state: 'wrong',
      reason: `"${given}" is no address of a backend: it begins with https:// or http://.`,
    };
  }
  return { state: 'ready', backend, profile };
}
