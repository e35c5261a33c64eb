import path from 'node:path';
import { z } from 'zod';
import { ExpectedError } from '../contract/error.ts';
import type { CertificateFiles } from './mail/smtp-in/certificate-files.ts';
import { usualMaximumMessageBytes } from './mail/smtp-in/usual-size.ts';
import { type RelayNetwork, readRelayNetwork } from './mail/smtp-in/relays.ts';
import { suggestName } from './texts/nearest-name.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface SmtpInSettings {
  /** A second port, on which TLS comes first; null: none. */
  readonly tls: ListenAddress | null;
  /** PEM files, absolute; null: one that signs itself is kept in the data folder. */
  readonly certificateFiles: CertificateFiles | null;
  /** Bytes of a message. */
  readonly maximumMessageBytes: number;
  readonly relays: readonly RelayNetwork[];
}

/** What the environment says about this process. Everything else is configuration and lies in the database. */
export interface Settings {
  /** PostgreSQL 15 or newer; null: the embedded one in the data folder. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataFolder: string;
  readonly http: ListenAddress;
  /** Listener for mail handed over by MX or forwarding (B2); null: none. */
  readonly smtp: ListenAddress | null;
  /** What holds for that listener. */
  readonly smtpIn: SmtpInSettings;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

export interface Environment {
  readonly settings: Settings;
  /** Variables that look like ours and are not: each names the variable. */
  readonly warnings: readonly string[];
}

const listenAddress = z.string().transform((text, context): ListenAddress => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host !== undefined && port <= 65_535) return { host, port };
  context.addIssue({
    code: 'custom',
    message: `is “${text}”; write host:port, such as 127.0.0.1:8420 or [::1]:8420`,
  });
  return z.NEVER;
});

const relayNetworks = z.string().transform((text, context): readonly RelayNetwork[] => {
  const networks: RelayNetwork[] = [];
  for (const entry of text.split(/[\s,]+/).filter((one) => one !== '')) {
    const network = readRelayNetwork(entry);
    if (network) networks.push(network);
    else
      context.addIssue({
        code: 'custom',
        message: `holds “${entry}”; write networks such as 192.0.2.25 or 2001:db8::/32=mx.example.com`,
      });
  }
  return networks;
});

const variables = z.object({
  DATABASE_URL: z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
      'is not of the form postgres://user:password@host:5432/database',
    )
    .optional(),
  POSTROOM_DATA: z.string().default('.data'),
  POSTROOM_HTTP: listenAddress.default({ host: '127.0.0.1', port: 8420 }),
  POSTROOM_SMTP: listenAddress.optional(),
  POSTROOM_SMTPS: listenAddress.optional(),
  POSTROOM_SMTP_CERTIFICATE: z.string().optional(),
  POSTROOM_SMTP_KEY: z.string().optional(),
  POSTROOM_SMTP_SIZE: z.coerce
    .number('is no number of bytes')
    .int('is no number of bytes')
    .min(64 * 1024, 'is too small for mail; write bytes, 65536 or more')
    .max(1024 * 1024 * 1024, 'is too large; write bytes, 1073741824 or less')
    .default(usualMaximumMessageBytes),
  POSTROOM_SMTP_RELAYS: relayNetworks.default([]),
  POSTROOM_LOG: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: (issue) =>
        `is “${String(issue.input)}”; write one of fatal, error, warn, info, debug, trace, silent`,
    })
    .default('info'),
});

/** What is wrong with variables together. */
const consistent = variables.superRefine((given, context) => {
  const say = (name: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (given.POSTROOM_SMTPS && !given.POSTROOM_SMTP)
    say('POSTROOM_SMTPS', 'is the port with TLS beside POSTROOM_SMTP, which is missing');
  if (given.POSTROOM_SMTP_KEY !== undefined && given.POSTROOM_SMTP_CERTIFICATE === undefined)
    say('POSTROOM_SMTP_KEY', 'needs POSTROOM_SMTP_CERTIFICATE');
});

/** Read by the desktop, the scripts and the tests, not by the backend. */
const foreignVariables = ['BACKEND', 'CHROMIUM', 'CORPORA', 'PICTURES', 'PROFILE'].map(
  (name) => `POSTROOM_${name}`,
);

/**
 * Reads the settings of this process. Values never appear in messages where they may hold a password.
 * @throws `invalid-input` with a line for each variable that is wrong
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cwd: string): Environment {
  const known = Object.keys(variables.shape);
  // An empty variable is the same as none: that is how shells and service managers unset one.
  const given = Object.fromEntries(known.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  const parsed = consistent.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ExpectedError('invalid-input', lines.join('\n'));
  }
  const { DATABASE_URL, POSTROOM_DATA, POSTROOM_HTTP, POSTROOM_SMTP, POSTROOM_LOG, ...smtpIn } = parsed.data;
  const certificate = smtpIn.POSTROOM_SMTP_CERTIFICATE;
  const warnings = Object.keys(env)
    .filter(
      (name) => name.startsWith('POSTROOM_') && !known.includes(name) && !foreignVariables.includes(name),
    )
    // Those that a configuration file names as secrets may be called as one likes.
    .filter((name) => !/_(PASSWORD|SECRET|TOKEN|KEY)$/.test(name))
    .toSorted()
    .map((name) => `the environment variable ${name} is no setting of Postroom${suggestName(name, known)}`);
  return {
    settings: {
      databaseUrl: DATABASE_URL ?? null,
      dataFolder: path.resolve(cwd, POSTROOM_DATA),
      http: POSTROOM_HTTP,
      smtp: POSTROOM_SMTP ?? null,
      smtpIn: {
        tls: smtpIn.POSTROOM_SMTPS ?? null,
        certificateFiles:
          certificate === undefined
            ? null
            : {
                certificate: path.resolve(cwd, certificate),
                key: path.resolve(cwd, smtpIn.POSTROOM_SMTP_KEY ?? certificate),
              },
        maximumMessageBytes: smtpIn.POSTROOM_SMTP_SIZE,
        relays: smtpIn.POSTROOM_SMTP_RELAYS,
      },
      logLevel: POSTROOM_LOG,
    },
    warnings,
  };
}
