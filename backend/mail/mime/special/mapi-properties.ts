import { decodeText } from '../charset.ts';

/** Values of MAPI properties (MS-OXCDATA §2.11) by their identifier; only those that may hold text, bytes or numbers. */
export type MapiProperties = ReadonlyMap<number, MapiValue>;

export interface MapiValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

const fixedSizes: Readonly<Record<number, number>> = {
  0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000a: 4, 0x000b: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}; // prettier-ignore
const variable = new Set([0x001e, 0x001f, 0x0102, 0x000d]);

const maxProperties = 5000;
const maxValues = 10_000;

/** Reads an encapsulated property list (MS-OXTNEF §2.1.3.4), as far as it is sound. */
export function readMapiProperties(bytes: Uint8Array): MapiProperties {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const properties = new Map<number, MapiValue>();
  let at = 4;
  const number = () => {
    const value = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
    at += 4;
    return value;
  };
  if (bytes.length < 4) return properties;
  const count = Math.min(view.getUint32(0, true), maxProperties);
  for (let index = 0; index < count && at + 4 <= bytes.length; index++) {
    const tag = number();
    const id = tag >>> 16;
    const isMany = (tag & 0x1000) !== 0;
    const type = tag & 0xefff;
    if (id >= 0x8000) {
      at += 16;
      if (number() === 0) at += 4;
      else at += padded(number());
    }
    const fixed = fixedSizes[type];
    if (fixed === undefined && !variable.has(type)) break;
    const values = isMany || fixed === undefined ? Math.min(number(), maxValues) : 1;
    for (let value = 0; value < values && at <= bytes.length; value++) {
      const size = fixed ?? number();
      if (at + size > bytes.length) return properties;
      if (value === 0 && !properties.has(id))
        properties.set(id, { type, bytes: bytes.subarray(at, at + size) });
      at += padded(size);
    }
  }
  return properties;
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}

/** A property as text; null where it is absent or something else. */
export function mapiText(properties: MapiProperties, id: number, codepage: string): string | null {
  const value = properties.get(id);
  if (!value) return null;
  if (value.type === 0x001f) return trimEnd(new TextDecoder('utf-16le').decode(value.bytes));
  if (value.type === 0x001e) return trimEnd(decodeText(value.bytes, codepage).text);
  return null;
}

export function mapiNumber(properties: MapiProperties, id: number): number | null {
  const bytes = properties.get(id)?.bytes;
  if (!bytes || bytes.length < 4) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
}

function trimEnd(text: string): string {
  const end = text.indexOf('\0');
  return (end === -1 ? text : text.slice(0, end)).toWellFormed();
}
