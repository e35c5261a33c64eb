import { rasterTypeOf } from '../../contract/raster-image.ts';

/** Pictures that the browsers of all mail programs show. */
export const shownTypes: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
]);

/** Which of the files are such pictures, told from their first bytes: a name says what its giver likes. */
export async function sortPictures(
  files: readonly File[],
): Promise<{ readonly pictures: readonly File[]; readonly others: readonly File[] }> {
  const types = await Promise.all(
    files.map(async (file) => rasterTypeOf(new Uint8Array(await file.slice(0, 64).arrayBuffer()))),
  );
  const isPicture = (index: number) => shownTypes.has(types[index] ?? '');
  return {
    pictures: files.filter((_, index) => isPicture(index)),
    others: files.filter((_, index) => !isPicture(index)),
  };
}
