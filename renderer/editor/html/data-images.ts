/**
 * Takes the pictures in `data:` addresses out of a parsed, inert document: each gets a key in `data-upload` instead.
 * Answers the pictures by their keys.
 */
export function takeDataImages(root: ParentNode): ReadonlyMap<string, File> {
  const images = new Map<string, File>();
  for (const image of root.querySelectorAll('img[src^="data:" i]')) {
    const file = readDataImage(image.getAttribute('src') ?? '', images.size);
    if (file === null) {
      image.remove();
    } else {
      const key = crypto.randomUUID();
      images.set(key, file);
      image.removeAttribute('src');
      image.setAttribute('data-upload', key);
    }
  }
  return images;
}

function readDataImage(address: string, index: number): File | null {
  const match = /^data:(image\/(png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/u.exec(address);
  const [, type, kind, data] = match ?? [];
  if (type === undefined || kind === undefined || data === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.codePointAt(0) ?? 0);
    return new File([bytes], `image-${index + 1}.${kind === 'jpeg' ? 'jpg' : kind}`, { type });
  } catch {
    return null;
  }
}
