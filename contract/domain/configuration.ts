import { z } from 'zod';
import { role } from './agent.ts';
import { blockedList, confirmation, lookUpTable, openingHours, splitting } from './intake-configuration.ts';
import { isHeaderSafe, mailAddress } from './mail-address.ts';
import { incomingServer, outgoingServer, proxySettings } from './mail-server.ts';
import { rule, ruleLimits } from './rule.ts';
import { culture, givenName, secretReference } from './scalars.ts';

/**
 * The configuration file of `postroom apply` and `postroom export` (YAML or JSON). Things are identified by `key`,
 * `name` or `login` within their tenant; what the file no longer lists is set aside, never deleted with its mail.
 */

const name = givenName().min(1);
const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens');
const emailAddress = mailAddress.shape.address;
const domain = z.string().regex(/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*$/u, 'not a domain');
const headerName = z
  .string()
  .max(100)
  .regex(/^[!-9;-~]+$/, 'not the name of a header field: printable ASCII without blanks and colons');

/** How mail leaves. */
export const sendingSettings = z.strictObject({
  /** Domains whose mail is signed (DKIM, RFC 6376). A domain may have several keys, for instance RSA and ed25519. */
  domains: z
    .array(
      z.strictObject({
        /** That of the sender, or one above it. */
        domain: z
          .string()
          .regex(/^(?=.{4,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'a domain, in lower case'),
        /** The key is published at `<selector>._domainkey.<domain>`. */
        selector: z.string().regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i, 'not a selector'),
        /** PEM of an RSA key of 2048 bits or more, or an ed25519 key. */
        privateKey: secretReference,
        /** Mail of the domain waits while the name system says that the key is not published; false: it leaves. */
        holdUntilPublished: z.boolean().default(true),
      }),
    )
    .default([]),
  /** Header fields put into all mail that leaves. */
  headers: z
    .record(headerName, z.string().max(900).refine(isHeaderSafe, 'holds a control character'))
    .superRefine((fields, context) => {
      const seen = new Map<string, string>();
      for (const field of Object.keys(fields)) {
        const first = seen.get(field.toLowerCase());
        seen.set(field.toLowerCase(), field);
        if (first === undefined) continue;
        const message = `the header field ${first} is there already; upper and lower case count alike`;
        context.addIssue({ code: 'custom', path: [field], message });
      }
    })
    .default({}),
  /** Names that may not be put into mail (G4), in place of the usual list; `X-Google-*` stands for all that begin so. */
  forbiddenHeaders: z.array(headerName).optional(),
});
export type SendingSettings = z.infer<typeof sendingSettings>;

export const tenantConfiguration = z.strictObject({
  key,
  name,
  culture,
  /** IANA name, as Europe/Stockholm: of the dates and times in mail; default: the server's. */
  timeZone: z.string().min(1).optional(),
  outgoingAddress: emailAddress.optional(),
  /** Of the sender `unknown@…` that a wrapping message gets where the mail's own sender cannot be read (G8). */
  defaultDomain: domain.optional(),
  /**
   * Local parts of senders whose mail with a returned mail in it is a report of non-delivery (G10). What plainly reads as
   * one is, whoever sent it.
   */
  ndrSenders: z
    .array(z.string().min(1).max(64).toLowerCase())
    .max(100)
    .default(['mailer-daemon', 'postmaster', 'mmdf']),
  notReadyReasons: z.array(name).default(['Break', 'Lunch', 'Meeting', 'Training']),
  /** What the connections of all its mail servers pass through, unless one has its own (G2). */
  proxy: proxySettings.optional(),
  mailServers: z
    .array(
      z
        .strictObject({ key, incoming: incomingServer.optional(), outgoing: outgoingServer.optional() })
        .refine((server) => server.incoming ?? server.outgoing, 'needs incoming, outgoing or both'),
    )
    .default([]),
  sending: sendingSettings.optional(),
  templates: z
    .array(
      z
        .strictObject({
          name,
          /**
           * Several templates may have one name: each is its version for a culture. A mail gets that of its culture,
           * else of its language, else the one without culture, else that of the group, else of the tenant.
           */
          culture: culture.optional(),
          html: z.string().optional(),
          text: z.string().optional(),
          /** .txt, .htm or .html, relative to the configuration file (M17). */
          file: z.string().optional(),
        })
        .refine(
          (template) =>
            [template.html, template.text, template.file].filter((x) => x !== undefined).length === 1,
          'needs exactly one of html, text and file',
        ),
    )
    .default([]),
  responseFiles: z
    .array(
      z
        .strictObject({ key, file: z.string().optional(), source: z.string().optional() })
        .refine(
          (file) => (file.file === undefined) !== (file.source === undefined),
          'needs exactly one of file and source',
        ),
    )
    .default([]),
  serviceGroups: z
    .array(
      z.strictObject({
        key,
        name,
        email: emailAddress.optional(),
        replyUsingAccessAddress: z.boolean().default(true),
        reviewBeforeSending: z.boolean().default(false),
        culture: culture.optional(),
        offerSeconds: z.int().min(5).max(3600).default(60),
        undoSeconds: z.int().min(0).max(600).default(10),
        /** Ask servers to report that the group's mail arrived, waits or failed (RFC 3461), where they can. */
        requestDeliveryReports: z.boolean().default(false),
        /** Ask recipients to confirm that they read it (RFC 8098). */
        requestReadReceipts: z.boolean().default(false),
        /**
         * Send each mail with a return path of its own, such as `help+b3-127-…@example.com` (VERP), so that it is known
         * when it comes back with nothing of it. The mailbox must get mail to plus-addresses.
         */
        ownReturnPath: z.boolean().default(false),
        /** Name of the default e-mail template, put into every fresh reply (M15), in the version for its culture. */
        template: z.string().optional(),
        /** Name of the template that signs the group's mail, in the version for its culture. */
        signature: z.string().optional(),
        /** Name of the template with `[ExtAgentReply]` that an expert's answer comes into a draft by (G14). */
        expertTemplate: z.string().optional(),
        /** Name of the opening hours (M25); without: always open. */
        openingHours: z.string().optional(),
        confirmation: confirmation.optional(),
        /** Key of the response file (M22). */
        responseFile: key.optional(),
        /** Key of the mail server that sends; default: the first with outgoing settings. */
        mailServer: key.optional(),
      }),
    )
    .default([]),
  serviceAccesses: z
    .array(
      z.strictObject({
        name,
        /** May hold `*`: `sales.*@example.com` (M13). */
        address: z.string().regex(/^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/u, 'not an address pattern'),
        group: key,
        active: z.boolean().default(true),
      }),
    )
    .default([]),
  splitting: splitting.optional(),
  openingHours: z.array(openingHours).default([]),
  tables: z.array(lookUpTable).default([]),
  /** Asked in this order; the first that fits keeps the mail back. Rules may look their addresses up as well. */
  blockedLists: z.array(blockedList).default([]),
  /** Asked in this order about every incoming mail, before it is queued. */
  rules: z.array(rule).max(ruleLimits.rules).default([]),
  agents: z
    .array(
      z.strictObject({
        login: name,
        firstName: givenName().default(''),
        lastName: givenName().default(''),
        /** Default: first and last name. */
        name: givenName().optional(),
        chatName: givenName().optional(),
        email: emailAddress.optional(),
        culture: culture.optional(),
        roles: z.array(role).min(1).default(['agent']),
        capacity: z.int().min(1).max(100).default(5),
        password: secretReference.optional(),
        groups: z.array(key).default([]),
      }),
    )
    .default([]),
});
export type TenantConfiguration = z.infer<typeof tenantConfiguration>;

export const configuration = z.strictObject({
  version: z.literal(1),
  tenants: z.array(tenantConfiguration).min(1),
});
export type Configuration = z.infer<typeof configuration>;
