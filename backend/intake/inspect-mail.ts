import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { Inspection } from '../../contract/domain/inspection.ts';
import type { Circumstances } from '../mail/authentication/circumstances.ts';
import { configuredCircumstances } from '../mail/authentication/configured-circumstances.ts';
import { localPartOf } from '../mail/kinds/header-signs.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { configuredRouteTable, inspectRoute, type RouteTable } from './inspect-route.ts';
import type { MailHeaders } from './mail-headers.ts';

/** What a configuration file says of where mail goes. */
export interface ConfiguredRoutes {
  readonly table: RouteTable;
  /** Whom to trust when a mail is authenticated. */
  readonly circumstances: Circumstances;
  /** Of the unknown sender of a wrapping message: the first tenant's that names one. */
  readonly defaultDomain: string | undefined;
  /** What the most generous of its servers may deliver (G5), in bytes; undefined where there is none. */
  readonly maximumMessageBytes: number | undefined;
  /** Local parts whose mail returns the one that it encloses (G10). */
  readonly ndrSenders: readonly string[];
}

export function configuredRoutes({
  tenants,
}: {
  readonly tenants: readonly Pick<
    TenantConfiguration,
    | 'key'
    | 'serviceAccesses'
    | 'serviceGroups'
    | 'mailServers'
    | 'defaultDomain'
    | 'ndrSenders'
    | 'tables'
    | 'blockedLists'
    | 'splitting'
    | 'openingHours'
    | 'rules'
  >[];
}): ConfiguredRoutes {
  const limits = tenants.flatMap((tenant) =>
    tenant.mailServers.flatMap(({ incoming }) => incoming?.maximumMessageBytes ?? []),
  );
  return {
    maximumMessageBytes: limits.length === 0 ? undefined : Math.max(...limits),
    ndrSenders: tenants.flatMap(({ ndrSenders }) => ndrSenders),
    table: configuredRouteTable(tenants),
    circumstances: configuredCircumstances(tenants),
    defaultDomain: tenants.find((tenant) => tenant.defaultDomain !== undefined)?.defaultDomain,
  };
}

/** A mail that was read, with what the reading does not keep. */
export interface InspectedMail {
  readonly content: ReadMail;
  readonly headers: MailHeaders;
  /** Bytes. */
  readonly size: number;
}

/**
 * The line of `postroom inspect` for a mail that was read.
 * @param explain true: also the rules that did not fire
 */
export function inspectMail(
  file: string,
  { content: mail, headers, size }: InspectedMail,
  authentication: MailAuthentication,
  routes: ConfiguredRoutes | null,
  explain: boolean,
): Inspection {
  const route = inspectRoute(mail, headers, size, routes?.table ?? null);
  return {
    file,
    ok: true,
    from: mail.from,
    to: [...mail.to],
    cc: [...mail.cc],
    subject: mail.subject,
    date: mail.date,
    messageId: mail.messageId,
    text: mail.text,
    html: mail.html,
    replyText: mail.replyText,
    attachments: mail.attachments.map(({ name, type, size, sha256, contentId, inline }) => ({
      name,
      type,
      size,
      sha256,
      contentId,
      inline,
    })),
    kind: isReturnedBy(mail, routes?.ndrSenders ?? []) ? 'ndr' : mail.nature.kind,
    deliveryReports: [...mail.nature.deliveryReports],
    spam: mail.nature.spam,
    attachedData: mail.attachedData,
    authentication,
    ...route,
    rules: route.rules.filter(({ fired }) => explain || fired),
    problems: [...mail.problems],
  };
}

function isReturnedBy({ nature, from }: ReadMail, ndrSenders: readonly string[]): boolean {
  if (nature.kind !== 'message' || !nature.subjectMail.isReturned) return false;
  return ndrSenders.includes(localPartOf(from?.address ?? ''));
}

/** The line for a file that could not be opened. */
export function inspectNothing(file: string, reason: string): Inspection {
  return {
    file,
    ok: false,
    from: null,
    to: [],
    cc: [],
    subject: null,
    date: null,
    messageId: null,
    text: '',
    html: null,
    replyText: '',
    attachments: [],
    kind: 'message',
    deliveryReports: [],
    spam: null,
    attachedData: {},
    authentication: null,
    language: null,
    serviceAccess: null,
    serviceGroup: null,
    why: 'There is no mail to seek a route for.',
    rules: [],
    problems: [reason],
  };
}
