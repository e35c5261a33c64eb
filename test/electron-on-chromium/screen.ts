const workArea = { x: 0, y: 0, width: 1920, height: 1080 };

/** One screen. */
export const screen = {
  getAllDisplays: () => [{ id: 1, workArea, bounds: workArea, scaleFactor: 1 }],
  getPrimaryDisplay: () => ({ id: 1, workArea, bounds: workArea, scaleFactor: 1 }),
} satisfies { readonly [K in keyof Electron.Screen]?: unknown };
