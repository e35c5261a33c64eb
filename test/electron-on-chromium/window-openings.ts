import type { CDPSession, Frame, Page } from 'playwright-core';

/**
 * Tells each address for which a page wants a second window, also from frames that Chromium runs in a process of
 * their own, as it does with sandboxed ones.
 */
export async function watchWindowOpenings(
  page: Page,
  cdp: CDPSession,
  onOpening: (url: string) => void,
): Promise<void> {
  const ofFrames = new Map<Frame, CDPSession>();

  async function watch(session: CDPSession): Promise<void> {
    session.on('Page.windowOpen', ({ url }) => {
      onOpening(url);
    });
    await session.send('Page.enable');
  }

  async function watchFrame(frame: Frame): Promise<void> {
    await ofFrames
      .get(frame)
      ?.detach()
      .catch(() => undefined);
    ofFrames.delete(frame);
    // Fails for a frame that shares the process of the page, which is watched already, and for one that is gone.
    const session = await page
      .context()
      .newCDPSession(frame)
      .catch(() => null);
    if (!session) return;
    ofFrames.set(frame, session);
    await watch(session).catch(() => undefined);
  }

  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame()) void watchFrame(frame);
  });
  page.on('framedetached', (frame) => {
    ofFrames.delete(frame);
  });
  await watch(cdp);
}
