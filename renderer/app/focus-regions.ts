/** Where the focus goes in a part of the window, best first. */
const targets = [
  '[role="listbox"]',
  '[aria-current="page"]',
  '[contenteditable="true"]',
  'h1[tabindex]',
  'button:not(:disabled), input:not(:disabled):not([type="file"]), a[href], [tabindex="0"]',
];

/**
 * Gives the focus to the next part of the window, as F6 does elsewhere, or with -1 to the one before: sections, list,
 * messages of Postroom, what is open, the reply. A part inside another is one of its own; parts with nothing to focus
 * are passed over.
 */
export function focusRegion(by: 1 | -1): void {
  const regions = Array.from(document.querySelectorAll<HTMLElement>('[data-region]'));
  // In document order the innermost of those that hold the focus comes last.
  const current = regions.findLastIndex((region) => region.contains(document.activeElement));
  const start = current < 0 && by < 0 ? 0 : current;
  for (let step = 1; step <= regions.length; step += 1) {
    const region = regions[(start + by * step + regions.length * 2) % regions.length];
    const target = region && targetIn(region);
    if (!target) continue;
    target.focus();
    if (region.contains(document.activeElement)) return;
  }
}

function targetIn(region: HTMLElement): HTMLElement | undefined {
  for (const selector of targets) {
    const found = Array.from(region.querySelectorAll<HTMLElement>(selector)).find(
      (each) =>
        each.closest('[data-region]') === region &&
        each.closest('[inert]') === null &&
        each.checkVisibility(),
    );
    if (found) return found;
  }
  return undefined;
}
