import { expect, test } from 'vitest';
import { pictureDataOf } from './picture-data.ts';

test('the type of a picture is told from its bytes', () => {
  expect(pictureDataOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('data:image/jpeg;base64,/9j/4A==');
});

test.each(['<svg onload=alert(1)>', '<html>', ''])('%j is no picture, whatever its sender says', (text) => {
  expect(pictureDataOf(new TextEncoder().encode(text))).toBeNull();
});
