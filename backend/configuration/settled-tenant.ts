import type { Role } from '../../contract/domain/agent.ts';
import type { SendingSettings, TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { IncomingServer, OutgoingServer, ProxySettings } from '../../contract/domain/mail-server.ts';
import type { TemplateBody } from '../texts/template.ts';
import { unroutedKey } from './check-references.ts';
import type { CompleteResponses, CompleteTenant } from './complete-configuration.ts';
import { templateLabel } from './template-label.ts';

/**
 * A tenant with every default filled in, in the words of the configuration file: what the file asks for and what the
 * database holds are compared in this form.
 */
export interface SettledTenant {
  readonly key: string;
  readonly tenant: SettledTenantFields;
  readonly mailServers: ReadonlyMap<string, SettledServer>;
  /** By their labels. */
  readonly templates: ReadonlyMap<string, SettledTemplate>;
  readonly serviceGroups: ReadonlyMap<string, SettledGroup>;
  /** In the order in which they become active. */
  readonly serviceAccesses: ReadonlyMap<string, SettledAccess>;
  readonly agents: ReadonlyMap<string, SettledAgent>;
}

// Types and not interfaces, so that they can be compared field by field as records.
export type SettledTenantFields = {
  readonly name: string;
  readonly culture: string;
  readonly timeZone: string | null;
  readonly outgoingAddress: string | null;
  readonly defaultDomain: string | null;
  readonly ndrSenders: readonly string[];
  readonly notReadyReasons: readonly string[];
  readonly sending: SendingSettings | null;
  readonly proxy: ProxySettings | null;
};
export type SettledServer = {
  readonly incoming: IncomingServer | null;
  readonly outgoing: OutgoingServer | null;
};
export type SettledTemplate = {
  readonly name: string;
  readonly culture: string | null;
  readonly format: TemplateBody['format'];
  /** With identifiers, not sanitised. */
  readonly body: string;
};
export type SettledResponses = {
  /** Where it was read, absolute; null where it was written into the configuration. */
  readonly file: string | null;
  readonly source: string;
  /** SHA-256 of the files that the responses attach, by the path that names them. */
  readonly attachments: Readonly<Record<string, string>>;
  readonly problem: string | null;
};
export type SettledGroup = {
  readonly name: string;
  readonly email: string | null;
  readonly replyUsingAccessAddress: boolean;
  readonly reviewBeforeSending: boolean;
  readonly culture: string;
  readonly offerSeconds: number;
  readonly undoSeconds: number;
  readonly requestDeliveryReports: boolean;
  readonly requestReadReceipts: boolean;
  readonly ownReturnPath: boolean;
  readonly template: string | null;
  readonly signature: string | null;
  readonly expertTemplate: string | null;
  readonly responseFile: string | null;
  readonly mailServer: string | null;
};
export type SettledAccess = { readonly address: string; readonly group: string; readonly active: boolean };
export type SettledAgent = {
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly chatName: string | null;
  readonly email: string | null;
  readonly culture: string;
  readonly roles: readonly Role[];
  readonly capacity: number;
  /** The reference, never the password. */
  readonly password: string | null;
  /** Sorted: a set. */
  readonly groups: readonly string[];
};

/** The group for what fits no service access, where the file does not speak of it. */
const unroutedGroup = { key: unroutedKey, name: 'Unrouted' };

/** Fills in what the file leaves out. */
export function settleTenant(tenant: CompleteTenant): SettledTenant {
  const hasUnrouted = tenant.serviceGroups.some((group) => group.key === unroutedKey);
  const groups = tenant.serviceGroups.map(
    (group) => [group.key, settleGroup(group, tenant.culture)] as const,
  );
  return {
    key: tenant.key,
    tenant: {
      name: tenant.name,
      culture: tenant.culture,
      timeZone: tenant.timeZone ?? null,
      outgoingAddress: tenant.outgoingAddress ?? null,
      defaultDomain: tenant.defaultDomain ?? null,
      ndrSenders: tenant.ndrSenders,
      notReadyReasons: tenant.notReadyReasons,
      sending: tenant.sending ?? null,
      proxy: tenant.proxy ?? null,
    },
    mailServers: new Map(
      tenant.mailServers.map(({ key, incoming, outgoing }) => [
        key,
        { incoming: incoming ?? null, outgoing: outgoing ?? null },
      ]),
    ),
    templates: new Map(
      tenant.templates.map(({ name, culture, html, text }) => [
        templateLabel(name, culture ?? null),
        {
          name,
          culture: culture ?? null,
          ...(html === undefined
            ? { format: 'text' as const, body: text ?? '' }
            : { format: 'html' as const, body: html }),
        },
      ]),
    ),
    serviceGroups: new Map(
      hasUnrouted
        ? groups
        : [...groups, [unroutedKey, settleGroup(unroutedDefaults, tenant.culture)] as const],
    ),
    serviceAccesses: new Map(
      tenant.serviceAccesses.map(({ name, address, group, active }) => [name, { address, group, active }]),
    ),
    agents: new Map(tenant.agents.map((agent) => [agent.login, settleAgent(agent, tenant.culture)])),
  };
}

export function settleResponses({ file, source, attached, problem }: CompleteResponses): SettledResponses {
  const attachments = Object.fromEntries(attached.map(({ href, sha256 }) => [href, sha256]));
  return { file, source, attachments, problem };
}

type Group = TenantConfiguration['serviceGroups'][number];

const unroutedDefaults: Group = {
  ...unroutedGroup,
  replyUsingAccessAddress: true,
  reviewBeforeSending: false,
  offerSeconds: 60,
  undoSeconds: 10,
  requestDeliveryReports: false,
  requestReadReceipts: false,
  ownReturnPath: false,
};

function settleGroup(group: Group, tenantCulture: string): SettledGroup {
  return {
    name: group.name,
    email: group.email ?? null,
    replyUsingAccessAddress: group.replyUsingAccessAddress,
    reviewBeforeSending: group.reviewBeforeSending,
    culture: group.culture ?? tenantCulture,
    offerSeconds: group.offerSeconds,
    undoSeconds: group.undoSeconds,
    requestDeliveryReports: group.requestDeliveryReports,
    requestReadReceipts: group.requestReadReceipts,
    ownReturnPath: group.ownReturnPath,
    template: group.template ?? null,
    signature: group.signature ?? null,
    expertTemplate: group.expertTemplate ?? null,
    responseFile: group.responseFile ?? null,
    mailServer: group.mailServer ?? null,
  };
}

function settleAgent(agent: TenantConfiguration['agents'][number], tenantCulture: string): SettledAgent {
  return {
    name: agent.name ?? defaultAgentName(agent),
    firstName: agent.firstName,
    lastName: agent.lastName,
    chatName: agent.chatName ?? null,
    email: agent.email ?? null,
    culture: agent.culture ?? tenantCulture,
    roles: agent.roles,
    capacity: agent.capacity,
    password: agent.password ?? null,
    groups: agent.groups.toSorted(),
  };
}

/** First and last name, else the login. */
export function defaultAgentName(agent: {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
}): string {
  return [agent.firstName, agent.lastName].filter((part) => part !== '').join(' ') || agent.login;
}
