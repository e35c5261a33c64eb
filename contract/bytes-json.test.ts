import { describe, expect, test } from 'vitest';
import { decodeBytesJson, encodeBytesJson, fromBase64, toBase64 } from './bytes-json.ts';

const text = (letters: string) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));

describe('JSON with bytes', () => {
  test('carries bytes of every length and value', () => {
    for (let length = 0; length < 300; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 255);
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }
  });

  test('writes the examples of RFC 4648 section 10', () => {
    expect(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((letters) => toBase64(text(letters))),
    ).toEqual(['', 'Zg==', 'Zm8=', 'Zm9v', 'Zm9vYg==', 'Zm9vYmE=', 'Zm9vYmFy']);
  });

  test('carries them within objects and lists, also those that have a JSON form of their own as a Buffer has', () => {
    class WithJson extends Uint8Array {
      toJSON() {
        return 'another form';
      }
    }
    const value = {
      file: { bytes: new WithJson([0xc3, 0xa5]) },
      list: [new Uint8Array([0, 255])],
      text: '{"$bytes"}',
    };
    expect(decodeBytesJson(encodeBytesJson(value))).toEqual({
      file: { bytes: new Uint8Array([0xc3, 0xa5]) },
      list: [new Uint8Array([0, 255])],
      text: '{"$bytes"}',
    });
  });

  test('carries a large file', () => {
    const bytes = new Uint8Array(1_000_003).map((_, index) => (index * 31) & 255);
    const back = decodeBytesJson(encodeBytesJson(bytes));
    expect(back).toBeInstanceOf(Uint8Array);
    expect((back as Uint8Array).every((byte, index) => byte === bytes[index])).toBe(true);
  });

  test('refuses what it could not read back, and what it did not write', () => {
    expect(() => encodeBytesJson({ $bytes: 'text' })).toThrow(TypeError);
    expect(() => decodeBytesJson('{"$bytes":"a"}')).toThrow(SyntaxError);
    expect(() => decodeBytesJson('{"$bytes":"a?=="}')).toThrow(SyntaxError);
  });
});
