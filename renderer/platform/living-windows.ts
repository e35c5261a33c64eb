import { windowName } from './window-name.ts';

const prefix = 'postroom.window.';

/** Has the other windows of this browser know that this one lives, until it is closed or loaded anew. */
export function announceWindow(): void {
  // Held for as long as the page lives. Only secure pages have locks.
  void (navigator as Partial<Navigator>).locks?.request(
    prefix + windowName,
    () => new Promise(() => undefined),
  );
}

/** The windows of this browser that are open; only this one where the browser does not tell. */
export async function livingWindows(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await (navigator as Partial<Navigator>).locks?.query()) ?? {};
  const names = held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return new Set([windowName, ...names]);
}
