const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

const shown: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  alt: isApple ? '⌥' : 'Alt',
  shift: isApple ? '⇧' : 'Shift',
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
};

/**
 * The keys of a shortcut as a person reads them. `mod+k` is Ctrl K, or ⌘ K on Apple keyboards; `g w` is two keys
 * one after the other.
 */
export function shortcutKeys(shortcut: string): readonly string[] {
  return shortcut.split(/[ +]/).map((key) => shown[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

/** For `aria-keyshortcuts`: `Control+K`, `Meta+K`. Sequences have no notation there and give nothing. */
export function ariaShortcut(shortcut: string): string | undefined {
  if (shortcut.includes(' ')) return undefined;
  const names: Record<string, string> = { mod: isApple ? 'Meta' : 'Control', alt: 'Alt', shift: 'Shift' };
  return shortcut
    .split('+')
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key[0]?.toUpperCase() + key.slice(1)))
    .join('+');
}
