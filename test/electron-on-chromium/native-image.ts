/** Pictures for the taskbar are taken and not looked at. */
export const nativeImage = {
  createFromBitmap: (pixels: Buffer, { width, height }: { width: number; height: number }) => {
    if (pixels.length !== width * height * 4) throw new Error('the bitmap does not have the size it says');
    return { isEmpty: () => false };
  },
};
