const signatures: readonly (readonly [type: string, test: (bytes: Uint8Array) => boolean])[] = [
  ['image/png', (b) => starts(b, [0x89, 0x50, 0x4e, 0x47])],
  ['image/jpeg', (b) => starts(b, [0xff, 0xd8, 0xff])],
  ['image/gif', (b) => starts(b, [0x47, 0x49, 0x46, 0x38])],
  [
    'image/webp',
    (b) => starts(b, [0x52, 0x49, 0x46, 0x46]) && starts(b.subarray(8), [0x57, 0x45, 0x42, 0x50]),
  ],
  ['image/bmp', (b) => starts(b, [0x42, 0x4d])],
  ['image/avif', (b) => starts(b.subarray(4), [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69])],
];

function starts(bytes: Uint8Array, first: readonly number[]): boolean {
  return first.every((byte, index) => bytes[index] === byte);
}

/**
 * The type of a raster picture, told from its first bytes and never from what a sender says; null: it is none. SVG is
 * a document that runs and loads things, and is none.
 */
export function rasterTypeOf(bytes: Uint8Array): string | null {
  return signatures.find(([, test]) => test(bytes))?.[0] ?? null;
}
