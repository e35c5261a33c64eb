/** Where the pictures of a draft's text are kept. Their name in the text is `cid:<contentId>`. */
export interface InlineImages {
  /** Stores a picture and answers its content id. When it rejects, the person has been told why. */
  readonly upload: (file: File) => Promise<string>;
  /** Null: there is no such picture. */
  readonly read: (contentId: string) => Promise<Blob | null>;
}

/** Object URLs for the pictures on the screen, each picture read once. */
export interface ImageUrls {
  readonly show: (contentId: string) => Promise<string | null>;
  /** The picture is at hand already, under its upload key until it has a content id. */
  readonly put: (key: string, file: File) => string;
  readonly get: (key: string) => string | undefined;
  /** The upload with this key became this picture. */
  readonly rename: (key: string, contentId: string) => void;
  readonly dispose: () => void;
}

export function createImageUrls(images: InlineImages): ImageUrls {
  const urls = new Map<string, string>();
  const reading = new Map<string, Promise<string | null>>();
  let isDisposed = false;

  async function read(contentId: string): Promise<string | null> {
    const blob = await images.read(contentId).catch(() => null);
    if (blob === null || isDisposed) return null;
    const url = URL.createObjectURL(blob);
    urls.set(contentId, url);
    return url;
  }

  return {
    async show(contentId) {
      const known = urls.get(contentId);
      if (known !== undefined) return known;
      const started = reading.get(contentId) ?? read(contentId);
      reading.set(contentId, started);
      const url = await started;
      // Not found now may be found later, once its upload is through.
      if (url === null) reading.delete(contentId);
      return url;
    },
    put(key, file) {
      const url = URL.createObjectURL(file);
      urls.set(key, url);
      return url;
    },
    get: (key) => urls.get(key),
    rename(key, contentId) {
      const url = urls.get(key);
      if (url === undefined) return;
      urls.delete(key);
      urls.set(contentId, url);
    },
    dispose() {
      isDisposed = true;
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
    },
  };
}
