import { z } from 'zod';
import { secretReference } from './scalars.ts';

const port = z.int().min(1).max(65535);
const security = z.enum(['ssl', 'starttls', 'none']);
const megabyte = 1024 * 1024;

/** What every outgoing connection passes through (G2): of a tenant, or of one server in its place. */
export const proxySettings = z
  .strictObject({
    /** False: no proxy, also where the tenant has one. */
    useProxy: z.boolean().default(true),
    /** How it is spoken to; `http` opens tunnels by CONNECT. */
    protocol: z.enum(['socks5', 'http']).default('socks5'),
    host: z
      .string()
      .regex(/^[^\s/@]+$/, 'a name or an address, without a scheme')
      .optional(),
    port: z.int().min(1).max(65534).optional(),
    user: z.string().min(1).max(255).optional(),
    password: secretReference.optional(),
    /** Only version 5 is spoken; without meaning for `http`. */
    socksVersion: z.literal(5).optional(),
  })
  .superRefine(({ useProxy, host, port, user, password }, context) => {
    const missing = (field: string): void =>
      context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
    if (useProxy && host === undefined) missing('host');
    if (useProxy && port === undefined) missing('port');
    if ((user === undefined) !== (password === undefined)) {
      context.addIssue({ code: 'custom', message: 'needs both user and password, or neither' });
    }
  });
export type ProxySettings = z.infer<typeof proxySettings>;

/**
 * Signing in with OAuth 2.0 in place of a password (G16, G17). The authority says whose: one that contains `google`
 * is Google's, any other is asked as Microsoft's is. A password grant uses the server's own user and password.
 */
export const oauthSettings = z
  .strictObject({
    /** A URL; for Google the mere word `google` will do. */
    tenantAuthority: z.string().min(1).default('https://login.microsoftonline.com/'),
    /** Microsoft: the directory (tenant) id, or its domain. */
    directoryId: z
      .string()
      .regex(/^[\w.-]+$/, 'not a directory id')
      .optional(),
    clientId: z.string().min(1),
    clientSecret: secretReference.optional(),
    /** Google: names the refresh token of the account. */
    refreshToken: secretReference.optional(),
    /** Microsoft. Default: client credentials where there is a client secret, else the password of the user. */
    grant: z.enum(['client-credentials', 'password']).optional(),
    /** Default: that of the protocol, for Microsoft's mail `https://outlook.office.com/.default`. */
    scope: z.string().min(1).optional(),
    /** A token is replaced so long before it expires. */
    tokenExpiryMarginSeconds: z.int().min(0).max(3000).default(300),
  })
  .superRefine(({ tenantAuthority, directoryId, clientSecret, refreshToken, grant }, context) => {
    const missing = (field: string): void =>
      context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
    const say = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (!isGoogleAuthority(tenantAuthority)) {
      if (directoryId === undefined) missing('directoryId');
      if (refreshToken !== undefined) say('refreshToken', 'is for Google only');
      if (grant === 'client-credentials' && clientSecret === undefined) missing('clientSecret');
      if (!isSafeAuthority(tenantAuthority)) say('tenantAuthority', 'needs an https:// address');
      return;
    }
    if (refreshToken === undefined) missing('refreshToken');
    if (clientSecret === undefined) missing('clientSecret');
    if (grant !== undefined) say('grant', 'is for Microsoft only');
    if (tenantAuthority.includes(':') && !isSafeAuthority(tenantAuthority))
      say('tenantAuthority', 'needs an https:// address');
  });
export type OauthSettings = z.infer<typeof oauthSettings>;

/** True for an authority that contains `google`, in any case (G17). */
export function isGoogleAuthority(authority: string): boolean {
  return authority.toLowerCase().includes('google');
}

/** Secrets are sent there: only over TLS, or within this machine. */
function isSafeAuthority(authority: string): boolean {
  return /^(https:\/\/[^\s/@]+|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(?=\/|$))/i.test(authority);
}

/** Of a server that is spoken to by HTTP; plain only within this machine. */
const serviceUrl = z.url().refine(isSafeAuthority, 'needs an https:// address');

/** What every server has, whatever its protocol (G9). */
export const accountSettings = {
  user: z.string().min(1).optional(),
  password: secretReference.optional(),
  /** In place of signing in with the password. */
  oauth: oauthSettings.optional(),
  /** In place of the tenant's. */
  proxy: proxySettings.optional(),
  /** PEM file of an authority to trust besides the system's. */
  caFile: z.string().optional(),
  connectTimeoutSeconds: z.int().min(1).default(30),
  protocolTimeoutSeconds: z.int().min(1).default(60),
  /** Log the commands and answers of the protocol, without secrets and without mail. */
  enableDebug: z.boolean().default(false),
};

const connectionSettings = {
  /** A name, or an IPv4 or IPv6 address. */
  host: z.string().min(1),
  /** Default by protocol and security (M3). */
  port: port.optional(),
  security: security.default('ssl'),
  ...accountSettings,
};

/** What every server that mail is fetched from has. */
export const intakeSettings = {
  /** Used where the server has no other way to tell of mail, and as a safety net beside it. */
  pollSeconds: z.int().min(1).default(60),
  maximumMessageBytes: z
    .int()
    .min(1024)
    .default(100 * megabyte),
  /** Agents are warned when there was no successful contact for so long. */
  warnAfterMinutes: z.int().min(1).default(15),
  /**
   * The name under which the server writes its Authentication-Results (RFC 8601 section 2.5). Only that one is
   * believed; the server must remove it from what strangers send.
   */
  authservId: z.string().min(1).max(255).optional(),
  /** Domains whose seal (ARC) is believed on mail that they forward; default: the large public forwarders. */
  trustedForwarders: z.array(z.string().min(1)).optional(),
};

/** What happens to a mail once it is safely stored (M6). `keep`: the mailbox is left as it is. */
const afterStoring = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('move'), folder: z.string().min(1) }),
  z.strictObject({ action: z.literal('trash') }),
  z.strictObject({ action: z.literal('mark-seen') }),
  z.strictObject({ action: z.literal('delete') }),
  z.strictObject({ action: z.literal('keep') }),
]);
export type AfterStoring = z.infer<typeof afterStoring>;

export const imapServer = z.strictObject({
  protocol: z.literal('imap'),
  ...connectionSettings,
  ...intakeSettings,
  /** Default: the folder marked \Inbox, else INBOX. */
  folder: z.string().optional(),
  sentFolder: z.string().optional(),
  trashFolder: z.string().optional(),
  afterStoring: afterStoring.default({ action: 'mark-seen' }),
});
export type ImapServer = z.infer<typeof imapServer>;

/** Microsoft 365 by Microsoft Graph (M8); `oauth` is needed. */
const graphAccount = {
  protocol: z.literal('graph'),
  /** National clouds have others, and then want `oauth.scope` as well. */
  url: serviceUrl.default('https://graph.microsoft.com/v1.0'),
  /** Whose mail it is; default: the user's own. */
  mailbox: z.string().min(1).optional(),
  ...accountSettings,
};

export const graphMailbox = z.strictObject({
  ...graphAccount,
  ...intakeSettings,
  /** A path of display names with `/` between, or a well-known name such as `archive`; default: the Inbox. */
  folder: z.string().min(1).optional(),
  afterStoring: afterStoring.default({ action: 'mark-seen' }),
});
export type GraphMailbox = z.infer<typeof graphMailbox>;

/** The mailbox keeps what it sends in its Sent Items by itself. */
export const graphSender = z.strictObject(graphAccount);
export type GraphSender = z.infer<typeof graphSender>;

export const pop3Server = z.strictObject({
  protocol: z.literal('pop3'),
  ...connectionSettings,
  ...intakeSettings,
  /** Do not use TOP, which some servers get wrong: the headers of a mail that is too large are read by RETR (G9). */
  disableTop: z.boolean().default(false),
  /** What happens to a mail once it is safely stored (M6). `keep`: the mailbox is left as it is. */
  afterStoring: z
    .discriminatedUnion('action', [
      z.strictObject({
        action: z.literal('delete'),
        /** It stays in the mailbox for so many days. */
        afterDays: z.int().min(0).max(3650).default(0),
      }),
      z.strictObject({ action: z.literal('keep') }),
    ])
    .default({ action: 'keep' }),
});
export type Pop3Server = z.infer<typeof pop3Server>;

/** Exchange by Exchange Web Services (G1, G3): by user and password (basic), or `oauth`. */
const ewsAccount = {
  protocol: z.literal('ews'),
  /** Mostly `https://`, the host of Outlook on the web, and `/ews/exchange.asmx`. */
  url: serviceUrl,
  /** Whose mail it is, which the user acts for (impersonation); default: the user's own. */
  mailbox: z.string().min(1).optional(),
  ...accountSettings,
};

export const ewsMailbox = z.strictObject({
  ...ewsAccount,
  ...intakeSettings,
  /** A path of display names with `/` between, or a well-known name such as `junkemail`; empty: the Inbox (G3). */
  folder: z.string().optional(),
  afterStoring: afterStoring.default({ action: 'mark-seen' }),
});
export type EwsMailbox = z.infer<typeof ewsMailbox>;

/** Exchange keeps what it sends in the mailbox's Sent Items by itself. */
export const ewsSender = z.strictObject(ewsAccount);
export type EwsSender = z.infer<typeof ewsSender>;

export const incomingServer = z.discriminatedUnion('protocol', [
  imapServer,
  pop3Server,
  graphMailbox,
  ewsMailbox,
]);
export type IncomingServer = z.infer<typeof incomingServer>;

export const smtpServer = z.strictObject({
  protocol: z.literal('smtp'),
  ...connectionSettings,
  /** Put a copy of what was sent into the Sent folder of this server's mailbox. */
  sentCopy: z.boolean().default(true),
});
export type SmtpServer = z.infer<typeof smtpServer>;

export const outgoingServer = z.discriminatedUnion('protocol', [smtpServer, graphSender, ewsSender]);
export type OutgoingServer = z.infer<typeof outgoingServer>;
