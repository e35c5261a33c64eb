/** The part of a keyboard event that decides. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> &
  Partial<Pick<KeyboardEvent, 'code'>>;

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * A key press in the notation of the shortcuts: `mod+k`, `shift+r`, `?`. Shift is named for letters and named keys
 * only: which key gives `?` differs from keyboard to keyboard.
 */
export function describeKey(press: KeyPress): string {
  // With Option an Apple keyboard gives signs such as Ω; the letter is that of the key.
  const letter = isApple && press.altKey ? /^Key([A-Z])$/.exec(press.code ?? '')?.[1] : undefined;
  const key = letter ?? press.key;
  const isNamed = key.length > 1;
  const isLetter = !isNamed && key.toLowerCase() !== key.toUpperCase();
  const isMod = isApple ? press.metaKey : press.ctrlKey;
  return [
    isMod ? 'mod' : '',
    press.altKey ? 'alt' : '',
    press.shiftKey && (isNamed || isLetter) ? 'shift' : '',
    key === 'Escape' ? 'escape' : isNamed ? key : key.toLowerCase(),
  ]
    .filter(Boolean)
    .join('+');
}

/** Finds shortcuts in a row of key presses; a sequence such as `g w` must be done within the given time. */
export function createKeyMatcher(patience = 1200): {
  /** The shortcut that this press completes, or null. `known` are the shortcuts in force. */
  readonly press: (press: KeyPress, now: number, known: ReadonlySet<string>) => string | null;
} {
  let first: { readonly key: string; readonly at: number } | null = null;
  return {
    press(press, now, known) {
      const key = describeKey(press);
      if (first && now - first.at < patience) {
        const sequence = `${first.key} ${key}`;
        first = null;
        if (known.has(sequence)) return sequence;
      }
      first = [...known].some((shortcut) => shortcut.startsWith(`${key} `)) ? { key, at: now } : null;
      return known.has(key) ? key : null;
    },
  };
}

/** True where letters are text: fields, the editor, and lists that jump to what is typed. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="menu"], [role="dialog"], .ui-menu',
    ) !== null
  );
}

/** True where Escape closes something first: a menu, a list of suggestions, a dialog. */
export function takesEscape(target: EventTarget | null): boolean {
  if (document.querySelector('.ui-popover, .ui-dialog-overlay')) return true;
  return target instanceof Element && target.closest('[role="menu"], .ui-menu') !== null;
}
