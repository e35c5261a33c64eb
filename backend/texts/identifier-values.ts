import { localeOf } from '../../dictionaries/cultures.ts';
import type { IdentifierValues } from './identifiers.ts';

/** What the identifiers of M18 speak of; what does not apply to a mail is null or empty. */
export interface IdentifierContext {
  readonly now: Date;
  /** A culture name of the source, old ones included; dates and times take its short formats. */
  readonly culture: string;
  /** IANA name of a zone that this machine knows. */
  readonly timeZone: string;
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string } | null;
  readonly received: Date | null;
  readonly serviceAccess: { readonly name: string } | null;
  readonly serviceGroup: { readonly name: string; readonly email: string | null } | null;
  readonly agent: {
    readonly name: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly chatName: string | null;
  } | null;
  readonly customer: {
    readonly name: string;
    readonly email: string;
    readonly id: string;
    readonly number: string;
  } | null;
  readonly callId: string | null;
}

/**
 * The value of every identifier (M18). Names and subjects come from mail and are hostile: control characters become
 * spaces and marks that turn the direction of text around are dropped; escaping is up to who fills them in.
 */
export function identifierValues(context: IdentifierContext): IdentifierValues {
  const { from, agent, customer, serviceAccess, serviceGroup } = context;
  const clock = clockOf(context.culture, context.timeZone);
  const received = context.received ? clock(context.received) : { date: '', time: '' };
  const now = clock(context.now);
  const agentName = agent?.name ?? '';
  const values = {
    Subject: context.subject,
    From: from ? nameAndAddress(from) : '',
    'From.Name': from?.name ?? '',
    'From.Address': from?.address ?? '',
    Date: now.date,
    Time: now.time,
    Received: `${received.date} ${received.time}`,
    'Received.Date': received.date,
    'Received.Time': received.time,
    ServiceAccess: serviceAccess?.name ?? '',
    'ServiceAccess.Name': serviceAccess?.name ?? '',
    ServiceGroup: serviceGroup?.name ?? '',
    'ServiceGroup.Name': serviceGroup?.name ?? '',
    'ServiceGroup.Email': serviceGroup?.email ?? '',
    Agent: agentName,
    'Agent.Name': agentName,
    'Agent.FirstName': agent?.firstName ?? '',
    'Agent.LastName': agent?.lastName ?? '',
    'Agent.ChatName': agent?.chatName?.trim() ? agent.chatName : agentName,
    Customer: customer?.name ?? '',
    'Customer.Name': customer?.name ?? '',
    'Customer.Email': customer?.email ?? '',
    'Customer.ID': customer?.id ?? '',
    'Customer.Number': customer?.number ?? '',
    CallID: context.callId ?? '',
  } satisfies IdentifierValues;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, clean(value)]),
  ) as typeof values;
}

function nameAndAddress(from: { readonly name: string; readonly address: string }): string {
  const name = from.name.trim();
  if (name === '' || name === from.address) return from.address;
  return from.address === '' ? name : `${name} (${from.address})`;
}

function clean(value: string): string {
  return (
    value
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
  );
}

function clockOf(culture: string, timeZone: string): (instant: Date) => { date: string; time: string } {
  const locale = localeOf(culture);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  return (instant) => {
    if (Number.isNaN(instant.getTime())) return { date: '', time: '' };
    // The narrow no-break space of newer locale data shows as a box in old mail programs.
    return {
      date: date.format(instant).replaceAll('\u202f', ' '),
      time: time.format(instant).replaceAll('\u202f', ' '),
    };
  };
}
