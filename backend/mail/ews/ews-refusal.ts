import { ConnectionFailure, type ConnectionProblem } from '../connection-problem.ts';
import { type EwsServer, impersonatedBy, mailboxOf } from './ews-account.ts';
import type { EwsError } from './response-messages.ts';

/** An answer of Exchange that is not what was asked for. */
export class EwsRefusal extends ConnectionFailure {
  /** Of HTTP. */
  readonly status: number;
  /** Exchange's ResponseCode; empty where it was not Exchange who answered. */
  readonly code: string;
  /** Exchange's own words, or the status. */
  readonly words: string;
  constructor(problem: ConnectionProblem, said: { status: number; code: string; words: string }) {
    super(problem);
    this.status = said.status;
    this.code = said.code;
    this.words = said.words;
  }
}

export interface RefusedRequest {
  readonly status: number;
  /** Null where the answer is not of Exchange Web Services. */
  readonly error: EwsError | null;
  /** When to come back, where it is a question of patience. */
  readonly retryAt: Date | null;
  /** `WWW-Authenticate`. */
  readonly challenge: string | null;
}

/** Nothing was done, since there was too much to do. */
export function isBusy(status: number, error: EwsError | null): boolean {
  const code = error?.code ?? '';
  return (
    status === 429 ||
    status === 503 ||
    /^Error(ServerBusy|ExceededConnectionCount|TooManyObjectsOpened)$/.test(code)
  );
}

/** Puts a refusal into words for people: what is missing and who can mend it. */
export function describeRefusal(server: EwsServer, refused: RefusedRequest): EwsRefusal {
  const { status, error } = refused;
  const quoted = error && error.words !== '' ? `: “${error.words}”` : '';
  const said = error ? `${error.code}${quoted}` : `HTTP ${status}`;
  return new EwsRefusal(explain(server, refused, said), {
    status,
    code: error?.code ?? '',
    words: error ? error.words || error.code : said,
  });
}

function explain(server: EwsServer, refused: RefusedRequest, said: string): ConnectionProblem {
  const { host } = new URL(server.url);
  if (refused.retryAt) return askedForPatience(server, said, refused.retryAt);
  if (refused.status === 401) return explainSignIn(server, host, refused, said);
  return refused.error
    ? explainCode(server, host, refused.error.code, said)
    : explainStatus(server, host, refused.status, said);
}

/** Also for a request that was not made, since Exchange has asked another one for patience. */
export function askedForPatience(server: EwsServer, said: string, retryAt: Date): ConnectionProblem {
  return {
    step: 'connect',
    sentence: `${new URL(server.url).host} has had enough of us for now (${said}).`,
    mend: 'Postroom goes on when it may; how much is allowed is in Exchange’s throttling policy for the account.',
    lasting: false,
    retryAt,
  };
}

function explainSignIn(
  server: EwsServer,
  host: string,
  { challenge }: RefusedRequest,
  said: string,
): ConnectionProblem {
  const offered = challenge ?? '';
  if (server.oauth) {
    return {
      step: 'sign-in',
      sentence: `${host} refuses the token for ${mailboxOf(server)} (${said}).`,
      mend: 'Check directoryId and scope, and that the application has the permission full_access_as_app (client credentials) or EWS.AccessAsUser.All, with an administrator’s consent.',
      lasting: true,
    };
  }
  if (offered !== '' && !/\bbasic\b/i.test(offered)) {
    return {
      step: 'sign-in',
      sentence: `${host} does not let anybody sign in with user and password; it offers ${offered.replaceAll(/[^\w ,-]+/g, ' ').slice(0, 100)}.`,
      mend: 'Have basic authentication switched on for EWS (Set-WebServicesVirtualDirectory -BasicAuthentication $true), or use oauth.',
      lasting: true,
    };
  }
  return {
    step: 'sign-in',
    sentence: `${host} refuses the user ${server.user ?? '(none)'} or the password (${said}).`,
    mend: 'Check both; the user is an address or DOMAIN\\name, as the server wants it.',
    lasting: true,
  };
}

function explainStatus(server: EwsServer, host: string, status: number, said: string): ConnectionProblem {
  if (status >= 500) {
    return {
      step: 'mail',
      sentence: `${host} fails at present (${said}).`,
      mend: 'Postroom tries again; if it lasts, the log of the Exchange server or of the proxy before it says why.',
      lasting: false,
    };
  }
  if (status === 403) {
    return {
      step: 'mailbox',
      sentence: `${host} does not let ${mailboxOf(server)} use Exchange Web Services (${said}).`,
      mend: 'Have them switched on for the mailbox and the organisation (Set-CASMailbox -EwsEnabled $true); Exchange Online has given them up: use protocol: graph there.',
      lasting: true,
    };
  }
  return {
    step: 'settings',
    sentence: `There are no Exchange Web Services at ${server.url} (${said}).`,
    mend: 'Check url: it mostly is https://, the host of Outlook on the web, and /ews/exchange.asmx.',
    lasting: true,
  };
}

type Known = (server: EwsServer, host: string) => Omit<ConnectionProblem, 'lasting'>;

const mayNotImpersonate: Known = (server) => ({
  step: 'mailbox',
  sentence: `${server.user ?? 'The account'} may not act for the mailbox ${impersonatedBy(server) ?? mailboxOf(server)}`,
  mend: 'Give it the role ApplicationImpersonation for this mailbox (New-ManagementRoleAssignment), or leave mailbox out to use its own.',
});
const noMailbox: Known = (server, host) => ({
  step: 'mailbox',
  sentence: `${host} has no mailbox ${mailboxOf(server)} that can be opened`,
  mend: 'Check mailbox and user: the primary address of a mailbox on this Exchange.',
});
const mayNot: Known = (server) => ({
  step: 'mailbox',
  sentence: `${server.user ?? 'The account'} may not do this in the mailbox ${mailboxOf(server)}`,
  mend: 'Check the permissions of the account on the mailbox and its folders.',
});
const tooOld: Known = (_server, host) => ({
  step: 'settings',
  sentence: `${host} does not speak the Exchange Web Services of Exchange 2013 SP1 or newer`,
  mend: 'Read and send by IMAP and SMTP there, or have the server updated.',
});

const codes: Readonly<Record<string, Known>> = {
  ErrorImpersonateUserDenied: mayNotImpersonate,
  ErrorImpersonationDenied: mayNotImpersonate,
  ErrorImpersonationFailed: mayNotImpersonate,
  ErrorInvalidExchangeImpersonationHeaderData: noMailbox,
  ErrorNonExistentMailbox: noMailbox,
  ErrorMissingEmailAddress: noMailbox,
  ErrorNonPrimarySmtpAddress: noMailbox,
  ErrorMissingInformationEmailAddress: noMailbox,
  ErrorAccessDenied: mayNot,
  ErrorCreateItemAccessDenied: mayNot,
  ErrorCreateSubfolderAccessDenied: mayNot,
  ErrorDeleteDistinguishedFolder: mayNot,
  ErrorInvalidServerVersion: tooOld,
  ErrorIncorrectSchemaVersion: tooOld,
  ErrorInvalidSchemaVersionForMailboxVersion: tooOld,
  ErrorQuotaExceeded: (server) => ({
    step: 'mailbox',
    sentence: `The mailbox ${mailboxOf(server)} is full`,
    mend: 'Make room in it, or have its quota raised.',
  }),
};

function explainCode(server: EwsServer, host: string, code: string, said: string): ConnectionProblem {
  const known = codes[code]?.(server, host);
  if (known) return { ...known, sentence: `${known.sentence} (${said}).`, lasting: true };
  return {
    step: 'mail',
    sentence: `${host} does not do what it is asked for the mailbox ${mailboxOf(server)} (${said}).`,
    mend: 'Postroom tries again; if it lasts, the log of the Exchange server says more.',
    lasting: false,
  };
}
