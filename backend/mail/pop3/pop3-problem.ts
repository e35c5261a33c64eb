import type { Pop3Server } from '../../../contract/domain/mail-server.ts';
import { ConnectionFailure, type ConnectionProblem } from '../connection-problem.ts';
import { type Capabilities, readLoginDelay } from './capabilities.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';
import { pop3Port } from './pop3-settings.ts';

/** Seconds to wait after a [LOGIN-DELAY] from a server that does not tell how long it is. */
const usualLoginDelay = 60;

/**
 * A ConnectionFailure for what only POP3 servers say; everything else, refused credentials too, as it was.
 * @param capabilities null as long as they are not known
 */
export function explainPop3(error: unknown, server: Pop3Server, capabilities: Capabilities | null): unknown {
  const place = `${server.host.includes(':') ? `[${server.host}]` : server.host}:${pop3Port(server)}`;
  if (error instanceof Pop3Violation) {
    return new ConnectionFailure(
      {
        step: 'connect',
        sentence: `What answers at ${place} does not keep to POP3: ${error.message}.`,
        mend: 'Check host, port and security, and that it is a POP3 server.',
        lasting: false,
      },
      { cause: error },
    );
  }
  if (!(error instanceof Pop3Refusal) || error.authenticationFailed) {
    return isLocked(error) ? new ConnectionFailure(inUse(error, server, place), { cause: error }) : error;
  }
  return new ConnectionFailure(describe(error, server, place, capabilities), { cause: error });
}

function describe(
  refusal: Pop3Refusal,
  server: Pop3Server,
  place: string,
  capabilities: Capabilities | null,
): ConnectionProblem {
  const user = server.user ?? 'anybody';
  const said = quote(refusal);
  if (refusal.code === 'IN-USE') return inUse(refusal, server, place);
  if (refusal.code === 'LOGIN-DELAY') {
    const seconds = readLoginDelay(capabilities) || usualLoginDelay;
    return {
      step: 'sign-in',
      sentence: `${place} wants a longer pause between two sign-ins of ${user}${said}.`,
      mend: `Postroom waits; a pollSeconds of more than ${seconds} keeps it from happening.`,
      lasting: false,
      retryAt: new Date(Date.now() + seconds * 1000),
    };
  }
  if (refusal.code === 'SYS/PERM') {
    return {
      step: 'mailbox',
      sentence: `${place} cannot give the mailbox of ${user}${said}.`,
      mend: 'Only the administrator of the mail server can mend that.',
      lasting: true,
    };
  }
  if (refusal.command === 'AUTH' && refusal.code === null) {
    return {
      step: 'sign-in',
      sentence: `${place} does not offer the configured way of signing in${said}.`,
      mend: 'Check that POP3 is switched on for the account, and with oauth that the server takes tokens (XOAUTH2) for POP3.',
      lasting: true,
    };
  }
  return {
    step: 'mailbox',
    sentence: `${place} does not serve the mailbox of ${user} at present${said}.`,
    mend: 'Postroom tries again with growing pauses.',
    lasting: false,
  };
}

function inUse(refusal: Pop3Refusal, server: Pop3Server, place: string): ConnectionProblem {
  return {
    step: 'mailbox',
    sentence: `The mailbox of ${server.user ?? 'nobody'} at ${place} is locked by another session${quote(refusal)}.`,
    mend: 'Postroom tries again; if it lasts, stop the other program that reads this mailbox by POP3.',
    lasting: false,
  };
}

/** Servers without response codes say it in words; a locked account is another thing. */
function isLocked(error: unknown): error is Pop3Refusal {
  return (
    error instanceof Pop3Refusal &&
    error.code === null &&
    /(mail ?box|mail ?drop|folder|session)\b.{0,60}\b(locked|in use|busy|active)|(lock|access to)\b.{0,60}\b(mail ?box|mail ?drop)/i.test(
      error.response,
    )
  );
}

function quote({ response }: Pop3Refusal): string {
  const words = response.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  return words === '' ? '' : ` (“${words}”)`;
}
