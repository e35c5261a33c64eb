import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

/** A small drawing, written as PNG: what customers of the demonstration would have photographed. */
export class Picture {
  readonly #pixels: Uint8Array;
  readonly width: number;
  readonly height: number;

  /** The background runs from the first colour at the top to the second at the bottom. */
  constructor(width: number, height: number, top: Colour, bottom: Colour) {
    this.width = width;
    this.height = height;
    this.#pixels = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      const share = y / Math.max(1, height - 1);
      const colour = top.map((from, index) => from + ((bottom[index] ?? 0) - from) * share);
      for (let x = 0; x < width; x++) this.#set(x, y, colour);
    }
  }

  polygon(points: readonly Point[], colour: Colour): this {
    return this.#fill(colour, boxOf(points, 0), (x, y) => isInside(points, x, y));
  }

  disc(x: number, y: number, radius: number, colour: Colour): this {
    return this.#fill(colour, boxOf([[x, y]], radius), (px, py) => Math.hypot(px - x, py - y) <= radius);
  }

  ring(x: number, y: number, radius: number, thickness: number, colour: Colour): this {
    return this.#fill(
      colour,
      boxOf([[x, y]], radius + thickness),
      (px, py) => Math.abs(Math.hypot(px - x, py - y) - radius) <= thickness / 2,
    );
  }

  line(points: readonly Point[], thickness: number, colour: Colour): this {
    return this.#fill(colour, boxOf(points, thickness), (x, y) =>
      points.some((point, index) => {
        const next = points[index + 1];
        return next !== undefined && distance(point, next, x, y) <= thickness / 2;
      }),
    );
  }

  rectangle(x: number, y: number, width: number, height: number, colour: Colour): this {
    return this.polygon(
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ],
      colour,
    );
  }

  toPng(): Buffer {
    const rows = Buffer.alloc((this.width * 3 + 1) * this.height);
    for (let y = 0; y < this.height; y++) {
      rows.set(
        this.#pixels.subarray(y * this.width * 3, (y + 1) * this.width * 3),
        y * (this.width * 3 + 1) + 1,
      );
    }
    const header = Buffer.alloc(13);
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ]);
  }

  /** Nine samples a pixel, so that slanted edges look smooth. */
  #fill(colour: Colour, box: Box, covers: (x: number, y: number) => boolean): this {
    const offsets = [0.17, 0.5, 0.83];
    for (let y = Math.max(0, box.top); y < Math.min(this.height, box.bottom); y++) {
      for (let x = Math.max(0, box.left); x < Math.min(this.width, box.right); x++) {
        let hits = 0;
        for (const dy of offsets) for (const dx of offsets) if (covers(x + dx, y + dy)) hits += 1;
        if (hits > 0) this.#blend(x, y, colour, hits / 9);
      }
    }
    return this;
  }

  #blend(x: number, y: number, colour: Colour, share: number): void {
    const at = (y * this.width + x) * 3;
    const mixed = colour.map((value, index) => (this.#pixels[at + index] ?? 0) * (1 - share) + value * share);
    this.#set(x, y, mixed);
  }

  #set(x: number, y: number, colour: readonly number[]): void {
    this.#pixels.set(
      colour.map((value) => Math.round(value)),
      (y * this.width + x) * 3,
    );
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf(points: readonly Point[], margin: number): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    left: Math.floor(Math.min(...xs) - margin),
    top: Math.floor(Math.min(...ys) - margin),
    right: Math.ceil(Math.max(...xs) + margin) + 1,
    bottom: Math.ceil(Math.max(...ys) + margin) + 1,
  };
}

function isInside(points: readonly Point[], x: number, y: number): boolean {
  let inside = false;
  points.forEach(([x1, y1], index) => {
    const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

function distance([x1, y1]: Point, [x2, y2]: Point, x: number, y: number): number {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const along = length === 0 ? 0 : ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - (x1 + share * (x2 - x1)), y - (y1 + share * (y2 - y1)));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
