/** How far a connection came before it failed; `doctor` shows the steps in this order. */
export type ConnectionStep =
  | 'settings'
  /** Of an OAuth token. */
  | 'token'
  | 'proxy'
  | 'name'
  | 'connect'
  | 'encrypt'
  | 'sign-in'
  | 'mailbox'
  | 'mail';

export interface ConnectionProblem {
  readonly step: ConnectionStep;
  /** What is wrong, naming host, port, user or folder; the server's own words where it said some. */
  readonly sentence: string;
  /** What to do about it. */
  readonly mend: string;
  /** True where trying again cannot help before somebody has changed something. */
  readonly lasting: boolean;
  /** Set where the other side has said how long to wait. */
  readonly retryAt?: Date;
}

/** What was connected to. */
export interface ConnectionTarget {
  readonly protocol: 'imap' | 'pop3' | 'smtp' | 'graph' | 'ews';
  readonly host: string;
  readonly port: number;
  readonly security: 'ssl' | 'starttls' | 'none';
  readonly user: string | null;
  /** Signed in to by an OAuth token. */
  readonly byToken?: boolean;
}

/** An expected failure of a mail connection that its reader or sender has found itself. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure';
  readonly problem: ConnectionProblem;
  constructor(problem: ConnectionProblem, options?: ErrorOptions) {
    super(problem.sentence, options);
    this.problem = problem;
  }
}

/** One line for a health row, a log line or the agent's outbox. */
export function sayProblem(problem: ConnectionProblem): string {
  return `${problem.sentence} ${problem.mend}`;
}

/**
 * Puts what imapflow, nodemailer or Node threw into words for people: which step failed, why, and what to do.
 * Never holds a password.
 */
export function describeConnectionProblem(error: unknown, target: ConnectionTarget): ConnectionProblem {
  if (error instanceof ConnectionFailure) return error.problem;
  const facts = readFacts(error);
  return (
    describeSignIn(facts, target) ??
    describeReach(facts, target) ??
    describeCertificate(facts, target) ??
    describeEncryption(facts, target) ??
    describeSession(facts, target)
  );
}

interface ErrorFacts {
  readonly error: Readonly<Record<string, unknown>>;
  readonly codes: ReadonlySet<string>;
  readonly message: string;
  /** What the server said, shortened to one line. */
  readonly words: string;
}

function readFacts(error: unknown): ErrorFacts {
  const chain: Record<string, unknown>[] = [];
  for (let link = error; typeof link === 'object' && link !== null && chain.length < 8;) {
    const known = link as Record<string, unknown>;
    chain.push(known);
    link = known['cause'] ?? known['_err'];
  }
  const texts = (name: string): string[] =>
    chain.flatMap((link) => (typeof link[name] === 'string' ? [link[name]] : []));
  const said = [...texts('responseText'), ...texts('response'), ...texts('reason')][0] ?? '';
  return {
    error: chain[0] ?? {},
    codes: new Set([
      ...texts('code'),
      ...texts('originalCode'),
      ...texts('timeoutType'),
      ...texts('serverResponseCode'),
    ]),
    message: texts('message').join('; ') || String(error),
    words: said.replaceAll(/\s+/g, ' ').trim().slice(0, 300),
  };
}

const place = ({ host, port }: ConnectionTarget): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;
const kind = ({ protocol }: ConnectionTarget): string =>
  protocol === 'graph' ? 'Microsoft Graph' : protocol.toUpperCase();
const quoteWords = (facts: ErrorFacts): string => (facts.words === '' ? '' : ` (“${facts.words}”)`);
const has = (facts: ErrorFacts, ...codes: readonly string[]): boolean =>
  codes.some((code) => facts.codes.has(code));

function describeSignIn(facts: ErrorFacts, target: ConnectionTarget): ConnectionProblem | undefined {
  if (facts.error['name'] === 'MissingAuthority' || facts.error['code'] === 'invalid-input') {
    return {
      step: 'settings',
      sentence: `${facts.message}.`,
      mend: 'Correct the path or the name in the configuration, or put the file or variable there.',
      lasting: true,
    };
  }
  if (facts.error['authenticationFailed'] !== true && !has(facts, 'EAUTH', 'ENOAUTH')) return undefined;
  if (/throttl|too many|temporar|try again|\b4\d\d\b/i.test(facts.words) && !facts.words.startsWith('535')) {
    return {
      step: 'sign-in',
      sentence: `${place(target)} does not let ${target.user ?? 'anybody'} in at present${quoteWords(facts)}.`,
      mend: 'Postroom tries again with growing pauses.',
      lasting: false,
    };
  }
  if (target.user === null || /missing credentials/i.test(facts.message)) {
    return {
      step: 'sign-in',
      sentence: `${place(target)} wants a user and a password, and none are configured.`,
      mend: 'Add user and password to the mail server in the configuration.',
      lasting: true,
    };
  }
  if (target.byToken) {
    return {
      step: 'sign-in',
      sentence: `${place(target)} refuses the token for ${target.user}${quoteWords(facts)}.`,
      mend: 'Check that the user is right, that the application may use this mailbox, and that scope and permissions fit the protocol.',
      lasting: true,
    };
  }
  return {
    step: 'sign-in',
    sentence: `${place(target)} refuses the user ${target.user} or the password${quoteWords(facts)}.`,
    mend: `Check both; many providers want an app password, and ${kind(target)} sign-in switched on for the account.`,
    lasting: true,
  };
}

function describeReach(facts: ErrorFacts, target: ConnectionTarget): ConnectionProblem | undefined {
  if (has(facts, 'ENOTFOUND', 'EAI_AGAIN', 'EDNS', 'EAI_FAIL', 'ENODATA')) {
    return {
      step: 'name',
      sentence: `The name ${target.host} cannot be resolved to an address.`,
      mend: 'Check how it is written, and the DNS of this machine.',
      lasting: false,
    };
  }
  if (has(facts, 'ECONNREFUSED')) {
    return {
      step: 'connect',
      sentence: `Nothing accepts connections at ${place(target)}.`,
      mend: `Check the port and whether the ${kind(target)} server runs.`,
      lasting: false,
    };
  }
  if (has(facts, 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL')) {
    return {
      step: 'connect',
      sentence: `There is no way through the network to ${place(target)}.`,
      mend: 'Check the network of this machine and its firewall.',
      lasting: false,
    };
  }
  if (has(facts, 'GREETING_TIMEOUT')) {
    return {
      step: 'connect',
      sentence: `${place(target)} accepts the connection but does not greet.`,
      mend:
        target.security === 'ssl'
          ? 'Check the port; perhaps the server wants security: starttls there.'
          : 'Check the port; perhaps the server wants security: ssl there.',
      lasting: false,
    };
  }
  if (has(facts, 'CONNECT_TIMEOUT', 'CONNECTION_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT')) {
    return {
      step: 'connect',
      sentence: `${place(target)} does not answer in time.`,
      mend: 'Check host, port and the firewalls between.',
      lasting: false,
    };
  }
  return undefined;
}

function describeCertificate(facts: ErrorFacts, target: ConnectionTarget): ConnectionProblem | undefined {
  if (
    has(facts, 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN') ||
    /self-signed/.test(facts.message)
  ) {
    return {
      step: 'encrypt',
      sentence: `The certificate of ${place(target)} is signed by itself or by an authority that this machine does not know.`,
      mend: 'If that is meant, name its PEM file as caFile in the configuration.',
      lasting: true,
    };
  }
  if (
    has(
      facts,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ) ||
    /unable to (verify the first|get (local )?issuer) certificate/.test(facts.message)
  ) {
    return {
      step: 'encrypt',
      sentence: `The certificate of ${place(target)} comes from an authority that this machine does not know.`,
      mend: 'Name the PEM file of that authority as caFile, or have the server send its whole chain.',
      lasting: true,
    };
  }
  if (has(facts, 'CERT_HAS_EXPIRED') || /certificate has expired/.test(facts.message)) {
    return {
      step: 'encrypt',
      sentence: `The certificate of ${place(target)} has expired.`,
      mend: 'Have it renewed on the server, and check the clock of this machine.',
      lasting: true,
    };
  }
  if (has(facts, 'CERT_NOT_YET_VALID') || /certificate is not yet valid/.test(facts.message)) {
    return {
      step: 'encrypt',
      sentence: `The certificate of ${place(target)} is not valid yet.`,
      mend: 'Check the clock of this machine.',
      lasting: true,
    };
  }
  if (has(facts, 'ERR_TLS_CERT_ALTNAME_INVALID') || /altnames/.test(facts.message)) {
    return {
      step: 'encrypt',
      sentence: `The certificate of ${place(target)} is made out to another name than ${target.host}.`,
      mend: 'Use the name in the certificate as host, or have the certificate made out to this one.',
      lasting: true,
    };
  }
  return undefined;
}

function describeEncryption(facts: ErrorFacts, target: ConnectionTarget): ConnectionProblem | undefined {
  if (/starttls/i.test(facts.message) && !/unexpectedly/.test(facts.message)) {
    return {
      step: 'encrypt',
      sentence: `${place(target)} does not offer STARTTLS.`,
      mend: 'Use security: ssl with the port for it; security: none only inside a network that you trust.',
      lasting: true,
    };
  }
  if (
    has(facts, 'ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO') ||
    /wrong version number|packet length too long/i.test(facts.message)
  ) {
    return {
      step: 'encrypt',
      sentence: `${place(target)} does not speak TLS from the first byte, or only a version that is no longer safe.`,
      mend: 'Use security: starttls for this port, or the port for SSL; the server needs TLS 1.2 or newer.',
      lasting: true,
    };
  }
  if (has(facts, 'UPGRADE_TIMEOUT', 'ETLS') || facts.error['tlsFailed'] === true) {
    return {
      step: 'encrypt',
      sentence: `The encrypted connection to ${place(target)} did not come about: ${facts.message}.`,
      mend: 'Check port and security (ssl or starttls).',
      lasting: false,
    };
  }
  return undefined;
}

function describeSession(facts: ErrorFacts, target: ConnectionTarget): ConnectionProblem {
  if (
    has(facts, 'ETHROTTLE', 'THROTTLED', 'LIMIT', 'UNAVAILABLE') ||
    /too many|throttl/i.test(`${facts.message} ${facts.words}`)
  ) {
    return {
      step: 'connect',
      sentence: `${place(target)} has had enough of us for now${quoteWords(facts)}.`,
      mend: 'Postroom tries again with growing pauses.',
      lasting: false,
    };
  }
  if (
    has(facts, 'ETIMEDOUT', 'ETIMEOUT', 'SOCKET_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT')
  ) {
    return {
      step: 'connect',
      sentence: `${place(target)} fell silent.`,
      mend: 'Postroom tries again; if it lasts, check the server and the network.',
      lasting: false,
    };
  }
  if (
    has(
      facts,
      'ECONNRESET',
      'EPIPE',
      'ECONNECTION',
      'ESOCKET',
      'NoConnection',
      'EConnectionClosed',
      'ClosedAfterConnectText',
      'ClosedAfterConnectTLS',
      'UND_ERR_SOCKET',
    )
  ) {
    return {
      step: 'connect',
      sentence: `${place(target)} closed the connection${quoteWords(facts)}.`,
      mend: 'Postroom tries again; if it lasts, the server’s log says why.',
      lasting: false,
    };
  }
  return {
    step: 'mail',
    sentence: `${place(target)} failed: ${facts.words || facts.message.slice(0, 300)}.`,
    mend: 'The server’s log may say more.',
    lasting: false,
  };
}
