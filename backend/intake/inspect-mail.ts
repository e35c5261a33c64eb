import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { Inspection } from '../../contract/domain/inspection.ts';
import type { Circumstances } from '../mail/authentication/circumstances.ts';
import { configuredCircumstances } from '../mail/authentication/configured-circumstances.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { type ServiceAccessEntry, chooseServiceAccess } from './choose-service-access.ts';
import { detectLanguage } from './language.ts';
import { recipientsOf } from './recipients.ts';

/** What a configuration file says of where mail goes. */
export interface ConfiguredRoutes {
  readonly accesses: readonly ServiceAccessEntry[];
  readonly masterAddresses: readonly string[];
  /** Whom to trust when a mail is authenticated. */
  readonly circumstances: Circumstances;
  /** Of the unknown sender of a wrapping message: the first tenant's that names one. */
  readonly defaultDomain: string | undefined;
}

/** The service accesses of all tenants; they are activated in the order of the file. */
export function configuredRoutes({
  tenants,
}: {
  readonly tenants: readonly Pick<
    TenantConfiguration,
    'serviceAccesses' | 'serviceGroups' | 'mailServers' | 'defaultDomain'
  >[];
}): ConfiguredRoutes {
  return {
    accesses: tenants.flatMap((tenant) =>
      tenant.serviceAccesses
        .filter((access) => access.active)
        .map(({ name, address, group }) => ({
          name,
          address,
          group: tenant.serviceGroups.find(({ key }) => key === group)?.name ?? group,
        })),
    ),
    masterAddresses: tenants
      .flatMap((tenant) => tenant.mailServers.map((server) => server.incoming?.user ?? ''))
      .filter((user) => user.includes('@')),
    circumstances: configuredCircumstances(tenants),
    defaultDomain: tenants.find((tenant) => tenant.defaultDomain !== undefined)?.defaultDomain,
  };
}

/** The line of `postroom inspect` for a mail that was read. */
export function inspectMail(
  file: string,
  mail: ReadMail,
  authentication: MailAuthentication,
  routes: ConfiguredRoutes | null,
): Inspection {
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
    attachments: mail.attachments.map(({ name, type, size, sha256, contentId, inline }) => ({
      name,
      type,
      size,
      sha256,
      contentId,
      inline,
    })),
    attachedData: mail.attachedData,
    authentication,
    language: detectLanguage(mail.subject ?? '', mail.text, mail.contentLanguage),
    ...routeOf(mail, routes),
    problems: [...mail.problems],
  };
}

function routeOf(
  mail: ReadMail,
  routes: ConfiguredRoutes | null,
): Pick<Inspection, 'serviceAccess' | 'serviceGroup' | 'why'> {
  if (routes === null) {
    return {
      serviceAccess: null,
      serviceGroup: null,
      why: 'No configuration was given, so no route was sought.',
    };
  }
  const { access, explanation } = chooseServiceAccess(
    recipientsOf(mail, null),
    routes.accesses,
    routes.masterAddresses,
  );
  return { serviceAccess: access?.name ?? null, serviceGroup: access?.group ?? 'unrouted', why: explanation };
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
    attachments: [],
    attachedData: {},
    authentication: null,
    language: null,
    serviceAccess: null,
    serviceGroup: null,
    why: 'There is no mail to seek a route for.',
    problems: [reason],
  };
}
