import { randomBytes } from 'node:crypto';

export interface Download {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files waiting for the browser to fetch them, each once and soon. */
export interface Downloads {
  /** Answers the path to download from. */
  readonly offer: (name: string, bytes: Uint8Array) => string;
  /** Null when there is no such offer, or it was taken, or it is older than the keeping time. */
  readonly take: (key: string) => Download | null;
  readonly clear: () => void;
}

export const downloadPrefix = '/desktop/downloads/';

/** Keeps each offer for `keep` milliseconds. */
export function createDownloads(keep = 120_000): Downloads {
  const offers = new Map<string, { readonly download: Download; readonly timer: NodeJS.Timeout }>();

  function remove(key: string): Download | null {
    const offer = offers.get(key);
    if (!offer) return null;
    clearTimeout(offer.timer);
    offers.delete(key);
    return offer.download;
  }

  return {
    offer(name, bytes) {
      const key = randomBytes(24).toString('base64url');
      const timer = setTimeout(() => remove(key), keep);
      timer.unref();
      offers.set(key, { download: { name, bytes }, timer });
      return `${downloadPrefix}${key}`;
    },
    take: remove,
    clear() {
      for (const key of offers.keys()) remove(key);
    },
  };
}

/** `Content-Disposition` by RFC 6266 with the UTF-8 form of RFC 8187. */
export function attachmentDisposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const extended = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}
