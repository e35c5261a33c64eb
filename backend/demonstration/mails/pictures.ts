import { Picture } from './picture.ts';

const red = [214, 45, 52] as const;
const cardboard = [196, 154, 108] as const;

/** A rain jacket on a wooden table; the torn seam ringed in red. */
export function tornJacket(): Buffer {
  const table = new Picture(360, 270, [203, 176, 143], [176, 146, 112]);
  for (let y = 45; y < 270; y += 52)
    table.line(
      [
        [0, y],
        [360, y + 6],
      ],
      1.6,
      [158, 128, 95],
    );
  return table
    .polygon(
      [
        [112, 62],
        [60, 104],
        [38, 190],
        [72, 202],
        [92, 140],
        [94, 246],
        [266, 246],
        [268, 140],
        [288, 202],
        [322, 190],
        [300, 104],
        [248, 62],
        [212, 48],
        [148, 48],
      ],
      [32, 74, 110],
    )
    .polygon(
      [
        [148, 48],
        [212, 48],
        [200, 76],
        [160, 76],
      ],
      [22, 54, 82],
    )
    .line(
      [
        [180, 76],
        [180, 244],
      ],
      3.5,
      [238, 196, 72],
    )
    .line(
      [
        [108, 150],
        [150, 146],
      ],
      2,
      [20, 50, 78],
    )
    .line(
      [
        [210, 146],
        [252, 150],
      ],
      2,
      [20, 50, 78],
    )
    .line(
      [
        [262, 118],
        [255, 130],
        [264, 141],
        [254, 153],
        [262, 164],
      ],
      4,
      [233, 226, 214],
    )
    .ring(259, 141, 36, 4.5, red)
    .toPng();
}

/** A parcel with one corner pushed in. */
export function crushedParcel(): Buffer {
  return new Picture(360, 270, [224, 226, 229], [188, 192, 197])
    .polygon(
      [
        [52, 96],
        [184, 60],
        [316, 100],
        [180, 142],
      ],
      [219, 181, 137],
    )
    .polygon(
      [
        [52, 96],
        [180, 142],
        [180, 236],
        [60, 184],
      ],
      cardboard,
    )
    .polygon(
      [
        [180, 142],
        [316, 100],
        [308, 152],
        [284, 168],
        [300, 190],
        [180, 236],
      ],
      [176, 135, 92],
    )
    .polygon(
      [
        [308, 152],
        [284, 168],
        [300, 190],
        [292, 170],
      ],
      [96, 70, 44],
    )
    .line(
      [
        [118, 78],
        [248, 121],
      ],
      9,
      [233, 214, 178],
    )
    .polygon(
      [
        [80, 130],
        [146, 154],
        [146, 194],
        [80, 168],
      ],
      [250, 250, 248],
    )
    .line(
      [
        [88, 142],
        [136, 159],
      ],
      2.5,
      [60, 60, 60],
    )
    .line(
      [
        [88, 150],
        [136, 167],
      ],
      2.5,
      [60, 60, 60],
    )
    .line(
      [
        [88, 158],
        [122, 170],
      ],
      2.5,
      [60, 60, 60],
    )
    .ring(296, 168, 34, 4.5, red)
    .toPng();
}

/** A rucksack buckle in two pieces. */
export function brokenBuckle(): Buffer {
  return new Picture(320, 220, [92, 104, 92], [66, 76, 68])
    .polygon(
      [
        [0, 92],
        [118, 92],
        [118, 132],
        [0, 132],
      ],
      [38, 42, 46],
    )
    .polygon(
      [
        [206, 96],
        [320, 84],
        [320, 124],
        [208, 136],
      ],
      [38, 42, 46],
    )
    .polygon(
      [
        [104, 78],
        [156, 84],
        [166, 98],
        [150, 112],
        [168, 126],
        [156, 140],
        [104, 146],
      ],
      [22, 24, 27],
    )
    .polygon(
      [
        [218, 80],
        [198, 92],
        [186, 90],
        [196, 110],
        [184, 126],
        [200, 130],
        [220, 146],
      ],
      [22, 24, 27],
    )
    .disc(172, 156, 4, [22, 24, 27])
    .disc(181, 164, 2.5, [22, 24, 27])
    .toPng();
}

/** The shop's mark: two hills and a lark's wing. Small enough for a signature. */
export function companyMark(): Buffer {
  return new Picture(132, 44, [255, 255, 255], [255, 255, 255])
    .polygon(
      [
        [4, 38],
        [24, 12],
        [44, 38],
      ],
      [46, 94, 78],
    )
    .polygon(
      [
        [24, 38],
        [42, 18],
        [60, 38],
      ],
      [94, 142, 112],
    )
    .line(
      [
        [72, 30],
        [84, 18],
        [98, 26],
        [120, 10],
      ],
      4,
      [214, 132, 52],
    )
    .toPng();
}

/** A bank statement on a screen: two equal lines marked. */
export function bankStatement(): Buffer {
  const screen = new Picture(380, 200, [246, 247, 249], [236, 238, 242]);
  screen.rectangle(0, 0, 380, 34, [36, 62, 98]).rectangle(16, 12, 120, 10, [206, 216, 230]);
  [58, 90, 122, 154].forEach((y, row) => {
    const isMarked = row === 1 || row === 2;
    if (isMarked) screen.rectangle(8, y - 9, 364, 26, [255, 236, 214]);
    screen
      .rectangle(16, y, 50, 8, [120, 128, 140])
      .rectangle(84, y, isMarked ? 150 : 110 + row * 14, 8, [70, 78, 92])
      .rectangle(318, y, 44, 8, isMarked ? red : [70, 78, 92]);
  });
  return screen.toPng();
}
