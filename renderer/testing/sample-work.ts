import type { Me } from '../features/sign-in/session-store.ts';
import type { AgentId, InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { InteractionState, InteractionSummary } from '../../contract/domain/interaction.ts';

/** A tenant to test and to look at the screens with. Times are relative to `now`. */
export const agentId = '7' as AgentId;

export function instant(now: number, minutesAgo: number): string {
  return new Date(now - minutesAgo * 60_000).toISOString();
}

const groups = [
  ['1', 'Orders', 'orders@northwind.example'],
  ['2', 'Returns & refunds', 'returns@northwind.example'],
  ['3', 'Kundendienst', null],
] as const;

export function sampleMe(now: number): Me {
  return {
    agent: {
      id: agentId,
      login: 'elin',
      name: 'Elin Söderberg',
      firstName: 'Elin',
      lastName: 'Söderberg',
      roles: ['agent'],
      capacity: 5,
      culture: 'en-GB',
    },
    groups: groups.map(([id, name, email]) => ({
      id: id as ServiceGroupId,
      key: name.toLowerCase(),
      name,
      email,
      culture: 'en-GB',
      offerSeconds: 60,
      undoSeconds: 10,
    })),
    presence: { state: 'ready', reason: null, since: instant(now, 42) },
    tenant: {
      key: 'northwind',
      name: 'Northwind Trading',
      culture: 'en-GB',
      notReadyReasons: ['Break', 'Lunch', 'Meeting', 'Training'],
    },
    revision: 1,
  };
}

type Line = readonly [name: string, subject: string, preview: string, language: string, group: number];

const lines: readonly Line[] = [
  [
    'Amélie Laurent',
    'Colis 48213 arrivé endommagé',
    'Bonjour, le carton est arrivé ouvert et deux verres sont cassés. Je joins des photos. Pouvez-vous me renvoyer',
    'fr',
    1,
  ],
  [
    'Tomás Herrera',
    'Factura de mi pedido 77120',
    'Buenos días, necesito la factura con el NIF de la empresa para el pedido 77120, por favor.',
    'es',
    0,
  ],
  [
    'Hannah Becker',
    'Frage zur Lieferzeit der Leuchte „Lyra“',
    'Guten Tag, auf der Produktseite steht „in Kürze lieferbar“. Können Sie sagen, wann die Leuchte',
    'de',
    2,
  ],
  [
    'Oliver Grant',
    'Wrong size delivered',
    'Hi, I ordered the 140 cm shelf and got the 120 cm one. The box says 140 but it is clearly',
    'en',
    1,
  ],
  [
    'نورة الحربي',
    'استفسار عن الطلب رقم 90112',
    'السلام عليكم، طلبت الأسبوع الماضي طقم أكواب ولم يصلني حتى الآن رقم التتبع.',
    'ar',
    0,
  ],
  [
    '佐藤 美咲',
    '注文番号 88341 の配送先変更のお願い',
    'お世話になっております。注文番号 88341 の配送先を会社の住所に変更していただけますでしょうか。',
    'ja',
    0,
  ],
  [
    'Lars Nyström',
    'Retur av stol, order 65230',
    'Hej! Stolen är jättefin men passar inte i köket. Hur gör jag för att skicka tillbaka den?',
    'sv',
    1,
  ],
  [
    'Priya Raman',
    'Re: Your order has shipped',
    'Thanks! One more thing: could the courier leave it with the neighbour at number 14?',
    'en',
    0,
  ],
  [
    'Giulia Conti',
    'Doppio addebito sulla carta',
    'Buongiorno, vedo due addebiti identici da 84,90 € per lo stesso ordine. Potete verificare?',
    'it',
    1,
  ],
  [
    'Service Desk',
    'Undelivered: newsletter March',
    'This is an automatically generated message. Delivery to the following recipient failed',
    'en',
    0,
  ],
  [
    'Δημήτρης Παππάς',
    'Κωδικός έκπτωσης',
    'Καλησπέρα, ο κωδικός έκπτωσης που μου στείλατε δεν λειτουργεί στο ταμείο.',
    'el',
    0,
  ],
  [
    'Марина Волкова',
    'Вопрос по гарантии',
    'Добрый день! Лампа перестала включаться через два месяца. Распространяется ли гарантия?',
    'ru',
    2,
  ],
];

export function sampleRow(
  now: number,
  index: number,
  state: InteractionState,
  minutesAgo: number,
): InteractionSummary {
  const line = lines[index % lines.length] ?? lines[0];
  if (!line) throw new Error('no sample lines');
  const [name, subject, preview, language, group] = line;
  const [id, groupName] = groups[group] ?? groups[0];
  const isMine = state !== 'queued' && state !== 'closed';
  return {
    id: String(1000 + index) as InteractionId,
    state,
    epoch: 1,
    group: { id: id as ServiceGroupId, name: groupName },
    agent: isMine ? { id: agentId, name: 'Elin Söderberg' } : null,
    from: { name, address: `customer${index}@mail.example` },
    subject,
    preview,
    language,
    receivedAt: instant(now, minutesAgo),
    enqueuedAt: instant(now, minutesAgo),
    offerExpiresAt: state === 'offered' ? new Date(now + 47_000).toISOString() : null,
    priority: 0,
    attachmentCount: index % 4 === 0 ? 3 : 0,
    draftId: null,
    tags: [],
    problem: null,
  };
}

/** One offer, three open, one parked, and `waiting` in the queues. */
export function sampleRows(now: number, waiting: number): readonly InteractionSummary[] {
  return [
    sampleRow(now, 4, 'offered', 3),
    sampleRow(now, 0, 'open', 12),
    sampleRow(now, 3, 'open', 26),
    sampleRow(now, 5, 'open', 31),
    sampleRow(now, 8, 'parked', 190),
    ...Array.from({ length: waiting }, (_, index) => sampleRow(now, 20 + index, 'queued', 6 + index * 7)),
  ];
}
