import { expect, test } from 'vitest';
import { createKeyMatcher, describeKey, takesText, type KeyPress } from './key-matcher.ts';
import { shortcuts } from './shortcuts.ts';

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});

test('shift is named for letters, not for signs that need it on some keyboards', () => {
  expect(describeKey(press('R', { shiftKey: true }))).toBe('shift+r');
  expect(describeKey(press('?', { shiftKey: true }))).toBe('?');
  expect(describeKey(press('k', { ctrlKey: true }))).toBe('mod+k');
  expect(describeKey(press('F6'))).toBe('F6');
});

test('two keys one after the other are a shortcut, within its time', () => {
  const known = new Set(['g w', 'w']);
  const matcher = createKeyMatcher(1000);
  expect(matcher.press(press('g'), 0, known)).toBeNull();
  expect(matcher.press(press('w'), 500, known)).toBe('g w');
  expect(matcher.press(press('g'), 1000, known)).toBeNull();
  expect(matcher.press(press('w'), 2500, known)).toBe('w');
});

test('no single-letter shortcut is taken where text is typed', () => {
  const place = document.createElement('div');
  place.innerHTML =
    '<input><textarea></textarea><div contenteditable="true"><p>x</p></div><div role="menu"><i></i></div><ul role="listbox"></ul>';
  expect([...place.querySelectorAll('input, textarea, p, i, ul')].map((each) => takesText(each))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
});

test('two commands share a key only where never both can be given', () => {
  const seen = new Map<string, string>();
  const shared = Object.entries(shortcuts).flatMap(([id, keys]) => {
    const other = seen.get(keys);
    seen.set(keys, id);
    return other ? [[other, id]] : [];
  });
  expect(shared).toEqual([['interaction.park', 'interaction.resume']]);
});
