/** Gives the focus to the next part of the window, as F6 does elsewhere: sections, list, what is open. */
export function focusNextRegion(): void {
  const regions = Array.from(document.querySelectorAll<HTMLElement>('[data-region]'));
  const current = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(current + 1) % regions.length];
  const target = next?.querySelector<HTMLElement>(
    '[role="listbox"], [aria-current="page"], h1[tabindex], button, input, [tabindex="0"]',
  );
  target?.focus();
}
