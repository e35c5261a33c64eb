/**
 * The letters of a script in the order of how often ordinary text uses them; for Chinese, Japanese and Korean the
 * commonest characters without order.
 */
const alphabets = {
  cyrillic: 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ',
  greek: 'αοιετσνηυρπκμλςωδγχθφβξζψ',
  hebrew: 'יוהלאתרבשמןנכםעדקגפטחזסצךףץ',
  arabic: 'المينورتبةعدسفهكقحجأشطصخغذىثزضظئءإآؤ',
  thai: 'านร่อกเงมยลวด้ทสตัะปบิคหีแจพชขใไผซุศ์ธ็โถณภูฐืฟษฉญ',
} as const;

const ideographs = {
  japanese: 'のにはをたがでてとしれさるいなっらこりすまうかもいえおよ、。日本人月年会社様願お',
  simplified:
    '的一是不了在人有我他这个中大来上国们到说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运您请谢网址费邮箱',
  traditional:
    '的一是不了在人有我他這個中大來上國們到說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身您請謝電話信箱網址費郵件品名',
} as const;

interface Alphabet {
  readonly charset: string;
  readonly letters: keyof typeof alphabets;
}

const singleByte: readonly Alphabet[] = [
  { charset: 'windows-1251', letters: 'cyrillic' },
  { charset: 'koi8-r', letters: 'cyrillic' },
  { charset: 'ibm866', letters: 'cyrillic' },
  { charset: 'iso-8859-5', letters: 'cyrillic' },
  { charset: 'windows-1253', letters: 'greek' },
  { charset: 'windows-1255', letters: 'hebrew' },
  { charset: 'windows-1256', letters: 'arabic' },
  { charset: 'windows-874', letters: 'thai' },
];

/** Zipf's law in place of counted frequencies: near enough to tell a right reading from a wrong one. */
const weights = new Map(
  Object.entries(alphabets).map(([name, letters]) => [
    name,
    new Map(letters.split('').map((letter, rank) => [letter, 1 / (rank + 2)])),
  ]),
);

/** Bytes looked at: more tells nothing new. */
const sampleSize = 3000;

/**
 * Guesses the charset of bytes that are neither ASCII nor UTF-8: East Asian if they decode to common characters,
 * Latin if the bytes beyond ASCII stand alone within words, else the alphabet whose letters come out as often as they
 * do in real text.
 */
export function detectCharset(bytes: Uint8Array): string {
  const sample = sampleOf(bytes);
  const inRuns = shareInRuns(sample);
  if (inRuns < 0.3) return detectLatin(sample);
  const ideographic = detectEastAsian(sample);
  if (ideographic && ideographic.score > 0.42) return ideographic.charset;
  if (shareMixed(sample) > 0.5) return detectLatin(sample);
  let best = 'windows-1252';
  let bestScore = 0.5;
  for (const candidate of singleByte) {
    const score = likeness(sample, candidate);
    if (score > bestScore) {
      best = candidate.charset;
      bestScore = score;
    }
  }
  if (best !== 'windows-1252') return best;
  return ideographic && ideographic.score > 0.25 ? ideographic.charset : detectLatin(sample);
}

const eastAsian: readonly { charset: string; common: ReadonlySet<string>; script: RegExp; other: RegExp }[] =
  [
    {
      charset: 'shift_jis',
      common: new Set(ideographs.japanese),
      script: /[\u3041-\u30FE]/,
      other: /[\u4E00-\u9FFF]/,
    },
    {
      charset: 'euc-jp',
      common: new Set(ideographs.japanese),
      script: /[\u3041-\u30FE]/,
      other: /[\u4E00-\u9FFF]/,
    },
    { charset: 'gb18030', common: new Set(ideographs.simplified), script: /$^/, other: /[\u4E00-\u9FFF]/ },
    { charset: 'big5', common: new Set(ideographs.traditional), script: /$^/, other: /[\u4E00-\u9FFF]/ },
    { charset: 'euc-kr', common: new Set(), script: /[\uAC00-\uD7A3]/, other: /$^/ },
  ];

function detectEastAsian(sample: Uint8Array): { readonly charset: string; readonly score: number } | null {
  let best: string | null = null;
  let bestScore = 0;
  for (const { charset, common, script, other } of eastAsian) {
    const text = new TextDecoder(charset).decode(sample);
    let total = 0;
    let score = 0;
    for (const character of text) {
      if (character <= '\u007F') continue;
      total++;
      if (common.has(character)) score++;
      else if (script.test(character)) score += charset === 'euc-kr' ? 0.85 : 1;
      else if (other.test(character)) score += 0.3;
      else if (/[\u3000-\u303F\uFF01-\uFF5E]/.test(character)) score += 0.5;
      // Half-width kana, private use and errors are what a wrong reading is made of.
      else if (/[\uFF61-\uFF9F\uE000-\uF8FF\uFFFD\u0080-\u009F]/.test(character)) score -= 1.5;
    }
    if (total > 0 && score / total > bestScore) {
      best = charset;
      bestScore = score / total;
    }
  }
  return best === null ? null : { charset: best, score: bestScore };
}

/** How like the text's letters are to those of real text, 0 to 1: the cosine of the two frequency vectors. */
function likeness(sample: Uint8Array, { charset, letters }: Alphabet): number {
  const expected = weights.get(letters);
  if (!expected) return 0;
  const counts = new Map<string, number>();
  let total = 0;
  let odd = 0;
  let previous = '';
  for (const character of new TextDecoder(charset).decode(sample)) {
    if (character > '\u007F') {
      total++;
      const folded = fold(character);
      if (expected.has(folded)) counts.set(folded, (counts.get(folded) ?? 0) + 1);
      else if (!/[\p{L}\p{M}]/u.test(character))
        odd += /[\u00A0-\u00BF\u2010-\u203A\u20AC№]/u.test(character) ? 0.2 : 1;
      // A capital after a small letter: one Cyrillic charset read as another.
      if (/\p{Lu}/u.test(character) && /\p{Ll}/u.test(previous)) odd++;
    }
    previous = character;
  }
  let product = 0;
  let square = 0;
  for (const [letter, count] of counts) {
    product += count * (expected.get(letter) ?? 0);
    square += count * count;
  }
  let expectedSquare = 0;
  for (const weight of expected.values()) expectedSquare += weight * weight;
  if (square === 0) return 0;
  return product / Math.sqrt(square * expectedSquare) - odd / total;
}

function fold(character: string): string {
  const base = character.toLowerCase().normalize('NFD')[0] ?? '';
  return character === 'й' || character === 'Й' ? 'й' : base;
}

/** Western European unless letters of Turkish or of Central Europe stand where western text has none. */
function detectLatin(sample: Uint8Array): string {
  let letters = 0;
  let turkish = 0;
  let icelandic = 0;
  let central = 0;
  let isWindows = false;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at] ?? 0;
    if (byte < 0x80 || !(isAsciiLetter(sample[at - 1]) || isAsciiLetter(sample[at + 1]))) continue;
    letters++;
    if ([0xd0, 0xdd, 0xde, 0xf0, 0xfd, 0xfe].includes(byte)) turkish++;
    if ([0xe1, 0xe6, 0xed, 0xf3].includes(byte)) icelandic++;
    // In windows-1252 these are no letters at all, or letters that hardly any language uses.
    if ([0xb1, 0xb3, 0xb9, 0xbc, 0xbf, 0xb6, 0x9c, 0x9f, 0x9d, 0x8f, 0xa3, 0xa5].includes(byte)) central++;
    if (byte < 0xa0) isWindows = true;
  }
  if (turkish >= 2 && turkish * 8 > letters && icelandic < turkish) return 'windows-1254';
  if (central >= 2 && central * 4 > letters) return isWindows ? 'windows-1250' : 'iso-8859-2';
  return 'windows-1252';
}

function isAsciiLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
}

/** The first lines that hold bytes beyond ASCII. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= sampleSize) return bytes;
  const sample: number[] = [];
  let lineStart = 0;
  let isPlain = true;
  for (let at = 0; at < bytes.length && sample.length < sampleSize; at++) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7f) isPlain = false;
    if (byte !== 10 && byte !== 13 && at - lineStart < sampleSize && at < bytes.length - 1) continue;
    if (!isPlain) for (let copied = lineStart; copied <= at; copied++) sample.push(bytes[copied] ?? 0);
    lineStart = at + 1;
    isPlain = true;
  }
  return Uint8Array.from(sample);
}

/** Share of the bytes beyond ASCII that stand in runs; hardly any do in Latin text, but for pairs such as in `Grüße`. */
function shareInRuns(bytes: Uint8Array): number {
  return shareOfRuns(bytes, (length, touching) => length >= 3 || (length === 2 && touching < 2));
}

/** Share of the bytes beyond ASCII that stand in one word with ASCII letters. */
function shareMixed(bytes: Uint8Array): number {
  return shareOfRuns(bytes, (_, touching) => touching > 0);
}

/** @param counts told the length of a run and how many of its two neighbours are ASCII letters */
function shareOfRuns(bytes: Uint8Array, counts: (length: number, touching: number) => boolean): number {
  let high = 0;
  let counted = 0;
  let start = -1;
  for (let at = 0; at <= bytes.length; at++) {
    if ((bytes[at] ?? 0) > 0x7f) {
      if (start === -1) start = at;
      continue;
    }
    if (start === -1) continue;
    const length = at - start;
    const touching = Number(isAsciiLetter(bytes[start - 1])) + Number(isAsciiLetter(bytes[at]));
    high += length;
    if (counts(length, touching)) counted += length;
    start = -1;
  }
  return counted / Math.max(1, high);
}
