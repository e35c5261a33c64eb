/* oxlint-disable unicorn/consistent-function-scoping -- a function that is written into the page by its source must have everything within it */
export interface StructuredText {
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

/**
 * What structured cloning can carry, as text: the connection to the page carries nothing else. This function is also
 * written into the page by its source, so everything it needs is within it.
 */
export function createStructuredText(): StructuredText {
  type Tagged = { readonly $: string; readonly v?: unknown };
  const uncloneable = () => new Error('An object could not be cloned.');

  function base64(bytes: Uint8Array): string {
    let text = '';
    for (let start = 0; start < bytes.length; start += 8192) {
      text += String.fromCharCode(...bytes.subarray(start, start + 8192));
    }
    return btoa(text);
  }
  function unbase64(text: string): Uint8Array {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  function toPlain(value: unknown): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $: 'number', v: String(value) };
    }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value !== 'object') throw uncloneable();
    return objectToPlain(value);
  }
  function objectToPlain(value: object): unknown {
    if (Array.isArray(value)) return value.map(toPlain);
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Map) return { $: 'map', v: [...value].map((pair) => pair.map(toPlain)) };
    if (value instanceof Set) return { $: 'set', v: [...value].map(toPlain) };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message] };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: base64(new Uint8Array(value)) };
    if (value instanceof Uint8Array) return { $: 'bytes', v: base64(value) };
    const name = Object.prototype.toString.call(value);
    if (name !== '[object Object]') throw uncloneable();
    return { $: 'object', v: Object.entries(value).map(([key, each]) => [key, toPlain(each)]) };
  }

  function fromPlain(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(fromPlain);
    const { $, v } = value as Tagged;
    switch ($) {
      case 'number':
        return v === '-0' ? -0 : Number(v);
      case 'bigint':
        return BigInt(v as string);
      case 'date':
        return new Date(v as number);
      case 'map':
        return new Map((v as [unknown, unknown][]).map(([key, each]) => [fromPlain(key), fromPlain(each)]));
      case 'set':
        return new Set((v as unknown[]).map(fromPlain));
      case 'error': {
        const [name, message] = v as [string, string];
        return Object.assign(new Error(message), { name });
      }
      case 'buffer':
        return unbase64(v as string).buffer;
      case 'bytes':
        return unbase64(v as string);
      case 'object':
        return Object.fromEntries((v as [string, unknown][]).map(([key, each]) => [key, fromPlain(each)]));
      default:
        return undefined;
    }
  }

  return {
    encode: (value) => JSON.stringify(toPlain(value)),
    decode: (text) => fromPlain(JSON.parse(text)),
  };
}
