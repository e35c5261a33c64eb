import { type SeededRandom } from '../faults/seeded-random.ts';

/** A mail that was sound once, and what of it must still be found. */
export interface MutatedMail {
  /** For a report. */
  readonly how: string;
  readonly raw: Buffer;
  readonly from: string | null;
  /** Words of the body that are still there as they were. */
  readonly words: readonly string[];
}

const from = 'ann.doe@customer.example';

/** Words that turn up nowhere else. */
function bodyWords(random: SeededRandom): readonly string[] {
  return Array.from({ length: random.between(5, 60) }, () => `w${random.between(100_000_000, 999_999_999)}w`);
}

interface SoundMail {
  readonly header: readonly string[];
  readonly body: readonly string[];
  readonly words: readonly string[];
}

function compose(random: SeededRandom): SoundMail {
  const words = bodyWords(random);
  const common = [
    'Received: from mail.customer.example by mx.desk.example; Mon, 5 May 2025 10:00:00 +0200',
    `From: Ann Doe <${from}>`,
    'To: Desk <desk@desk.example>',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Berlin',
    'Date: Mon, 5 May 2025 10:00:00 +0200',
    'Message-ID: <1@customer.example>',
    'MIME-Version: 1.0',
  ];
  switch (random.pick(['plain', 'alternative', 'mixed'])) {
    case 'alternative':
      return {
        header: [...common, 'Content-Type: multipart/alternative; boundary="b1"'],
        body: [
          '--b1',
          'Content-Type: text/plain',
          '',
          ...words,
          '--b1',
          'Content-Type: text/html',
          '',
          `<p>${words.join('<br>')}</p>`,
          '--b1--',
        ],
        words,
      };
    case 'mixed':
      return {
        header: [...common, 'Content-Type: multipart/mixed; boundary="b1"'],
        body: [
          '--b1',
          'Content-Type: text/plain',
          '',
          ...words,
          '--b1',
          'Content-Type: application/pdf; name=a.pdf',
          'Content-Transfer-Encoding: base64',
          '',
          'JVBERi0xLjQ=',
          '--b1--',
        ],
        words,
      };
    default:
      return { header: [...common, 'Content-Type: text/plain; charset=utf-8'], body: words, words };
  }
}

function join(header: readonly string[], body: readonly string[], end = '\r\n'): Buffer {
  return Buffer.from([...header, '', ...body, ''].join(end), 'latin1');
}

function shuffled<T>(items: readonly T[], random: SeededRandom): readonly T[] {
  return items
    .map((item) => ({ item, order: random.next() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ item }) => item);
}

type Mutation = (mail: SoundMail, random: SeededRandom) => MutatedMail;

const mutations: readonly [Mutation, ...Mutation[]] = [
  ({ header, body, words }, random) => {
    const whole = join(header, body);
    const raw = whole.subarray(0, random.between(1, whole.length));
    const text = raw.toString('latin1');
    const isPastHeader = text.includes('\r\n\r\n');
    return {
      how: `cut after ${raw.length} bytes`,
      raw,
      from: text.includes(`<${from}>`) ? from : null,
      words: isPastHeader ? words.filter((word) => text.includes(word)) : [],
    };
  },
  ({ header, body, words }, random) => {
    const doubled = header.flatMap((line) => (random.next() < 0.4 ? [line, line] : [line]));
    return { how: 'doubled header fields', raw: join(doubled, body), from, words };
  },
  ({ header, body, words }, random) => ({
    how: 'shuffled header fields',
    raw: join(shuffled(header, random), body),
    from,
    words,
  }),
  ({ header, body, words }, random) => {
    const end = random.pick(['\n', '\r', '\r\r\n']);
    return { how: `lines ended by ${JSON.stringify(end)}`, raw: join(header, body, end), from, words };
  },
  ({ header, body, words }, random) => {
    const lines = [...header, '', ...body, ''];
    const raw = lines.map((line) => line + random.pick(['\n', '\r\n'])).join('');
    return { how: 'mixed line ends', raw: Buffer.from(raw, 'latin1'), from, words };
  },
  ({ header, body, words }, random) => {
    const raw = join(header, body);
    const start = raw.indexOf('\r\n\r\n') + 4;
    for (let count = random.between(1, 40); count > 0; count--) {
      const at = random.between(start, raw.length - 1);
      // Line ends and boundaries stay: without them other parts are lost, and rightly so.
      if (raw[at] === 13 || raw[at] === 10 || isStructure(raw, at)) continue;
      raw[at] = random.pick([0, 1, 7, 27, 127, 128, 160, 195, 255]);
    }
    const text = raw.toString('latin1');
    return { how: 'random bytes in the body', raw, from, words: words.filter((word) => text.includes(word)) };
  },
  ({ header, body, words }, random) => {
    const noise = () =>
      Buffer.from(Array.from({ length: random.between(1, 60) }, () => random.between(128, 255)));
    const noisy = header.flatMap((line) =>
      random.next() < 0.3 ? [line, `X-Noise: ${noise().toString('latin1')}`] : [line],
    );
    return { how: 'raw bytes in header fields', raw: join(noisy, body), from, words };
  },
  ({ header, body, words }, random) => {
    const odd = ['no colon here', ': no name', 'Subject', '>From someone', 'X-Empty:'];
    const mixed = header.flatMap((line, at) =>
      at > 0 && at < header.length - 1 && random.next() < 0.4 ? [line, odd[at % odd.length] ?? ''] : [line],
    );
    return { how: 'odd lines between header fields', raw: join(mixed, body), from, words };
  },
  ({ header, body, words }) => ({
    how: 'the last boundary is missing',
    raw: join(
      header,
      body.filter((line) => line !== '--b1--'),
    ),
    from,
    words,
  }),
  ({ header, body, words }) => ({
    how: 'empty lines and an mbox line in front',
    raw: Buffer.concat([Buffer.from('\r\n\r\nFrom ann Mon May  5 10:00:00 2025\r\n'), join(header, body)]),
    from,
    words,
  }),
  ({ header, body, words }) => ({
    how: 'no MIME-Version and a folded From',
    raw: join(
      header.filter((line) => !line.startsWith('MIME')).map((line) => line.replace('Doe <', 'Doe\r\n\t<')),
      body,
    ),
    from,
    words,
  }),
];

/** Whether the byte stands in a line that holds a boundary or a field of a part. */
function isStructure(raw: Buffer, at: number): boolean {
  const start = raw.lastIndexOf('\n', at) + 1;
  const end = raw.indexOf('\n', at);
  return /^--b1|^Content-/.test(raw.toString('latin1', start, end === -1 ? raw.length : end));
}

export function mutate(random: SeededRandom): MutatedMail {
  return random.pick(mutations)(compose(random), random);
}
