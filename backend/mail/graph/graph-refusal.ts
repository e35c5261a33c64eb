import { z } from 'zod';
import { ConnectionFailure, type ConnectionProblem } from '../connection-problem.ts';
import { readRetryAfter } from '../retry-after.ts';
import { type GraphServer, mailboxOf } from './graph-account.ts';

/** A permission of Microsoft Graph that the application needs for a request. */
export type GraphPermission = 'Mail.Read' | 'Mail.ReadWrite' | 'Mail.Send';

export interface GraphAnswer {
  readonly status: number;
  /** As Microsoft numbers its answers; for their support. */
  readonly requestId: string | null;
  readonly retryAfter: string | null;
  readonly body: string;
}

/** An answer of Microsoft Graph that is not what was asked for (https://learn.microsoft.com/graph/errors). */
export class GraphRefusal extends ConnectionFailure {
  readonly status: number;
  readonly code: string;
  /** Microsoft's own, shortened to one line. */
  readonly words: string;
  constructor(problem: ConnectionProblem, said: { status: number; code: string; words: string }) {
    super(problem);
    this.status = said.status;
    this.code = said.code;
    this.words = said.words;
  }
}

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) });

/** Puts a refusal into words for people: what is missing and who can mend it. */
export function describeRefusal(
  server: GraphServer,
  permission: GraphPermission,
  answer: GraphAnswer,
): GraphRefusal {
  const { code, words } = readError(answer);
  const said = `HTTP ${answer.status}${code === '' ? '' : ` ${code}`}${words === '' ? '' : `: “${words}”`}`;
  const problem = explain(server, permission, answer, code, said);
  return new GraphRefusal(problem, { status: answer.status, code, words: words || said });
}

function readError({ body }: GraphAnswer): { readonly code: string; readonly words: string } {
  try {
    const { error } = errorBody.parse(JSON.parse(body));
    return { code: error.code, words: error.message.replaceAll(/\s+/g, ' ').trim().slice(0, 300) };
  } catch {
    return { code: '', words: '' };
  }
}

const noMailbox =
  /^(ErrorInvalidUser|ErrorNonExistentMailbox|Request_ResourceNotFound|ResourceNotFound|MailboxNot(EnabledFor|SupportedFor|HostedIn)\w*)$/i;

function explain(
  server: GraphServer,
  permission: GraphPermission,
  answer: GraphAnswer,
  code: string,
  said: string,
): ConnectionProblem {
  const { host } = new URL(server.url);
  const mailbox = mailboxOf(server);
  const { status } = answer;
  if (isThrottling(answer))
    return askedForPatience(host, said, new Date(Date.now() + readRetryAfter(answer.retryAfter)));
  if (status === 401) {
    return {
      step: 'sign-in',
      sentence: `${host} refuses the token for ${mailbox} (${said}).`,
      mend: 'Check that directoryId is the directory of the mailbox, and that scope, where one is configured, is that of Microsoft Graph.',
      lasting: true,
    };
  }
  if (noMailbox.test(code)) {
    return {
      step: 'mailbox',
      sentence: `${host} has no mailbox ${mailbox} that can be opened (${said}).`,
      mend: 'Check user and mailbox: the address must be that of a mailbox in Exchange Online, with a licence.',
      lasting: true,
    };
  }
  if (status === 403) return missingPermission(server, permission, said);
  return {
    step: 'mail',
    sentence: `${host} ${status >= 500 ? 'fails at present' : 'refuses a request'} for the mailbox ${mailbox} (${said}).`,
    mend:
      status >= 500
        ? 'Postroom tries again; if it lasts, look at the service health of Microsoft 365.'
        : `Microsoft’s support finds it by the request id ${answer.requestId ?? '(none)'}.`,
    lasting: false,
  };
}

function missingPermission(
  server: GraphServer,
  permission: GraphPermission,
  said: string,
): ConnectionProblem {
  return {
    step: 'mailbox',
    sentence: `The application ${server.oauth?.clientId ?? ''} may not do with the mailbox ${mailboxOf(server)} what needs the permission ${permission} (${said}).`,
    mend: `Give it the permission ${permission} of Microsoft Graph, have an administrator consent, and check that no access policy keeps it from this mailbox.`,
    lasting: true,
  };
}

/** For a permission that is seen to be missing before it is needed. */
export function describeMissingPermission(
  server: GraphServer,
  permission: GraphPermission,
  said: string,
): ConnectionFailure {
  return new ConnectionFailure(missingPermission(server, permission, said));
}

function askedForPatience(host: string, said: string, retryAt: Date): ConnectionProblem {
  return {
    step: 'connect',
    sentence: `${host} has had enough of us for now (${said}).`,
    mend: 'Postroom goes on when it may.',
    lasting: false,
    retryAt,
  };
}

/** For a request that was not made, since Microsoft has asked another one for patience. */
export function describeClosedGate(server: GraphServer, until: Date): ConnectionFailure {
  return new ConnectionFailure(askedForPatience(new URL(server.url).host, 'said before', until));
}

/** Too many requests, or no room for them at present: nothing was done, and when to come back may be said. */
export function isThrottling({ status, retryAfter }: Pick<GraphAnswer, 'status' | 'retryAfter'>): boolean {
  return status === 429 || (status === 503 && retryAfter !== null);
}
