import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { takePicture } from './traces.ts';

/** WCAG 2.2 A and AA, and what axe calls good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
const windowSize = { width: 1360, height: 860 };

/**
 * Finds what axe holds to be wrong with what the page shows, in light and dark, and what is wider than the window in
 * forced colours at 1024 and 640 pixels. Leaves the page light, with no colours forced.
 * @returns a line for each finding
 */
export async function auditScreen(page: Page, name: string): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, forcedColors: 'none', reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor();
    await settle(page);
    for (const finding of await runAxe(page)) findings.push(`${colorScheme}: ${finding}`);
    await takePicture(page, `screen-${name}-${colorScheme}`);
  }
  await page.emulateMedia({ forcedColors: 'active' });
  for (const width of [1024, 640]) {
    await page.setViewportSize({ width, height: windowSize.height });
    await settle(page);
    for (const wide of await findWide(page))
      findings.push(`forced colours at ${width} px: too wide: ${wide}`);
    await takePicture(page, `screen-${name}-forced-${width}`);
  }
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize(windowSize);
  await settle(page);
  return findings;
}

/** Resolves when nothing moves any more but what moves for ever. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (one) =>
          one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
}

/** What axe finds, the customer's own HTML in its frame left out: nobody here wrote it. */
async function runAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (values) =>
      (window as unknown as { readonly axe: typeof axe }).axe.run(document, {
        runOnly: { type: 'tag', values },
        iframes: false,
        resultTypes: ['violations'],
      }),
    tags,
  );
  return violations.map(
    ({ id, impact, nodes }) =>
      `${impact ?? 'minor'} ${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary?.split('\n')[1]?.trim() ?? ''})`).join(' | ')}`,
  );
}

/** The page itself, if it scrolls sideways, with the elements that reach out of it. */
async function findWide(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className}`)
      .slice(0, 5);
  });
}
