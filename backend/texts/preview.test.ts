import { describe, expect, it } from 'vitest';
import { previewOf } from './preview.ts';

describe('previewOf', () => {
  it('is one line of at most 200 characters', () => {
    expect(previewOf('Hello,\n\n  how are\tyou?\u200B\n\n')).toBe('Hello, how are you?');
    const long = previewOf('word '.repeat(100));
    expect(long.length).toBeLessThanOrEqual(200);
    expect(long).toMatch(/word…$/);
  });

  it('cuts no character in half', () => {
    expect(previewOf('😀'.repeat(200)).isWellFormed()).toBe(true);
  });
});
