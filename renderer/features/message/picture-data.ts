import { rasterTypeOf } from '../../../contract/raster-image.ts';

/** A picture as a `data:` address. Its type is told from its bytes, never from what a sender says; null: no picture. */
export function pictureDataOf(bytes: Uint8Array<ArrayBuffer>): string | null {
  const type = rasterTypeOf(bytes);
  return type === null ? null : `data:${type};base64,${base64Of(bytes)}`;
}

function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(binary);
}
