/** A content line of iCalendar (RFC 5545 §3.1). */
interface Property {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

const maxLines = 5000;
const maxEvents = 20;

/** What the methods of RFC 5546 mean to a reader. */
const methods: Readonly<Record<string, string>> = {
  PUBLISH: 'Event',
  REQUEST: 'Invitation',
  REPLY: 'Answer to an invitation',
  ADD: 'Addition to an event',
  CANCEL: 'Cancellation',
  REFRESH: 'Request for the present state of an event',
  COUNTER: 'Other proposal for an event',
  DECLINECOUNTER: 'Refusal of a proposal',
};

/** A calendar part as a reader understands it: method, summary, times, place, organiser; null if it holds no event. */
export function calendarText(source: string): string | null {
  const properties = unfold(source).map(readProperty);
  let method = 'PUBLISH';
  let event: Property[] | null = null;
  let inner = 0;
  const events: (readonly Property[])[] = [];
  for (const property of properties) {
    const value = property.value.trim().toUpperCase();
    if (property.name === 'METHOD' && event === null) method = value;
    else if (property.name === 'BEGIN') {
      if (event !== null) inner++;
      else if (value === 'VEVENT' || value === 'VTODO' || value === 'VJOURNAL') event = [];
    } else if (property.name === 'END' && event !== null) {
      // An alarm within the event has a summary of its own.
      if (inner-- > 0) continue;
      events.push(event);
      event = null;
      inner = 0;
    } else if (event !== null && inner === 0) event.push(property);
  }
  if (event !== null) events.push(event);
  if (events.length === 0) return null;
  const title = `${methods[method] ?? 'Event'} (${method.slice(0, 40)})`;
  return events
    .slice(0, maxEvents)
    .map((one) => [title, ...describe(one)].join('\n'))
    .join('\n\n');
}

function describe(event: readonly Property[]): readonly string[] {
  const find = (name: string) => event.find((property) => property.name === name);
  const rows: readonly (readonly [string, string | null])[] = [
    ['Summary', textOf(find('SUMMARY'))],
    ['Start', timeOf(find('DTSTART'))],
    ['End', timeOf(find('DTEND') ?? find('DUE')) ?? textOf(find('DURATION'))],
    ['Repeats', textOf(find('RRULE'))],
    ['Place', textOf(find('LOCATION'))],
    ['Organiser', personOf(find('ORGANIZER'))],
    ...event
      .filter((property) => property.name === 'ATTENDEE')
      .slice(0, 50)
      .map((property) => ['Attendee', attendeeOf(property)] as const),
    ['Description', textOf(find('DESCRIPTION'))],
  ];
  return rows.flatMap(([label, value]) => (value === null || value === '' ? [] : [`${label}: ${value}`]));
}

function unfold(source: string): readonly string[] {
  return source
    .replace(/\r\n?|\n/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n', maxLines)
    .filter((line) => line !== '');
}

function readProperty(line: string): Property {
  const colon = valueStart(line);
  const [name = '', ...rest] = line.slice(0, colon).split(';');
  const parameters = new Map(
    rest.map((piece) => {
      const equals = piece.indexOf('=');
      return [piece.slice(0, equals).toUpperCase(), piece.slice(equals + 1).replace(/^"|"$/g, '')] as const;
    }),
  );
  return { name: name.trim().toUpperCase(), parameters, value: line.slice(colon + 1) };
}

/** The first colon outside quotation marks. */
function valueStart(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === ':' && !quoted) return at;
  }
  return line.length;
}

function textOf(property: Property | undefined): string | null {
  if (!property) return null;
  return property.value
    .replace(/\\n/gi, '\n')
    .replace(/\\([\\;,"])/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, 10_000);
}

/** `20250505T100000Z` as `2025-05-05 10:00 UTC`, with the time zone that the sender names. */
function timeOf(property: Property | undefined): string | null {
  if (!property) return null;
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{0,2}(Z?))?/.exec(property.value.trim());
  if (!match) return textOf(property);
  const [, year, month, day, hour, minute, utc] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const zone = utc === 'Z' ? 'UTC' : (property.parameters.get('TZID') ?? '');
  return `${date} ${hour}:${minute}${zone === '' ? '' : ` ${zone}`}`;
}

function personOf(property: Property | undefined): string | null {
  if (!property) return null;
  const address = property.value.replace(/^mailto:/i, '').trim();
  const name = property.parameters.get('CN') ?? '';
  return name === '' || name === address ? address : `${name} <${address}>`;
}

function attendeeOf(property: Property): string {
  const state = property.parameters.get('PARTSTAT') ?? '';
  return `${personOf(property) ?? ''}${state === '' || state === 'NEEDS-ACTION' ? '' : ` (${state.toLowerCase()})`}`;
}
