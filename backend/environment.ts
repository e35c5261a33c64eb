import path from 'node:path';
import { z } from 'zod';
import { ExpectedError } from '../contract/error.ts';
import { suggestName } from './texts/nearest-name.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
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
  POSTROOM_LOG: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: (issue) =>
        `is “${String(issue.input)}”; write one of fatal, error, warn, info, debug, trace, silent`,
    })
    .default('info'),
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
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ExpectedError('invalid-input', lines.join('\n'));
  }
  const { DATABASE_URL, POSTROOM_DATA, POSTROOM_HTTP, POSTROOM_SMTP, POSTROOM_LOG } = parsed.data;
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
      logLevel: POSTROOM_LOG,
    },
    warnings,
  };
}
