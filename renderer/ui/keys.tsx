import './keys.css';
import { shortcutKeys } from './shortcut.ts';

/** A shortcut drawn as key caps. Hidden from screen readers, which hear `aria-keyshortcuts` of the control. */
export function Keys({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className="ui-keys" aria-hidden="true">
      {shortcutKeys(shortcut).map((key, index) => (
        <kbd key={index}>{key}</kbd>
      ))}
    </span>
  );
}
