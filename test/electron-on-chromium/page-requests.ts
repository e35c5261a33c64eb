import type { Route } from 'playwright-core';
import { record } from './record.ts';
import { toOwn } from './schemes.ts';
import type { StandInSession } from './session.ts';

/** What decides about the navigations of one page. */
export interface NavigationJudge {
  /** True while the app itself loads a page: then nobody is asked. */
  readonly isLoadedByApp: () => boolean;
  readonly refuses: (url: string, isMainFrame: boolean) => boolean;
}

/** Answers a request of a page from the app's own schemes. The network is never reached. */
export async function answerRequest(
  session: StandInSession,
  judge: NavigationJudge | null,
  route: Route,
): Promise<void> {
  const request = route.request();
  const url = toOwn(request.url());
  if (!judge) {
    record.blocked.push(url);
    await route.abort();
    return;
  }
  if (request.isNavigationRequest()) {
    const isMainFrame = request.frame().parentFrame() === null;
    if (!(isMainFrame && judge.isLoadedByApp()) && judge.refuses(url, isMainFrame)) {
      record.blocked.push(url);
      // The page stays as it is.
      await route.fulfill({ status: 204 });
      return;
    }
  }
  const handler = session.handlers.get(new URL(url).protocol.slice(0, -1));
  if (!handler) {
    record.blocked.push(url);
    await route.abort('internetdisconnected');
    return;
  }
  const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
