import { app, nativeImage, type BrowserWindow, type NativeImage } from 'electron';

/** The number on the dock (macOS, Unity), or a dot on the taskbar button (Windows). */
export function setBadge(window: BrowserWindow | null, count: number, description: string): void {
  if (process.platform === 'win32') {
    window?.setOverlayIcon(count > 0 ? drawDot() : null, count > 0 ? `${count} ${description}` : '');
  } else {
    app.setBadgeCount(count);
  }
}

const size = 16;

/** A filled circle: 16 by 16 pixels, BGRA, its edge softened. */
function drawDot(): NativeImage {
  const pixels = Buffer.alloc(size * size * 4);
  const centre = (size - 1) / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const opacity = Math.max(0, Math.min(1, centre + 0.5 - Math.hypot(x - centre, y - centre)));
      // Premultiplied, as the system wants it.
      const [blue, green, red] = [0x26, 0x3c, 0xd0].map((part) => Math.round(part * opacity));
      pixels.set([blue ?? 0, green ?? 0, red ?? 0, Math.round(255 * opacity)], (y * size + x) * 4);
    }
  }
  return nativeImage.createFromBitmap(pixels, { width: size, height: size });
}
