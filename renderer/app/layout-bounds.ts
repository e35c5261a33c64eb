/** Pixels. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Where nobody has chosen another. */
  readonly usual: number;
}

export const listWidths: Bounds = { min: 260, max: 560, usual: 376 };
export const replyHeights: Bounds = { min: 220, max: 760, usual: 400 };
