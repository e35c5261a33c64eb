import { type ConnectionTarget, describeConnectionProblem, sayProblem } from '../connection-problem.ts';
import type { RefusedRecipient } from './delivery.ts';

/** Why an attempt failed that may succeed later, for the agent who wrote the mail. */
export function sayDeferred(error: unknown, target: ConnectionTarget): string {
  const words = readAnswerToMail(error);
  if (words !== null) return `${target.host} puts the mail off: “${shorten(words)}”. It is tried again.`;
  return sayProblem(describeConnectionProblem(error, target));
}

/** What the server has answered to a mail; null if it never came to that, but failed at connecting or signing in. */
export function readAnswerToMail(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return null;
  if (typeof error.responseCode !== 'number' || error.code === 'EAUTH' || error.code === 'ETLS') return null;
  return 'response' in error && typeof error.response === 'string' ? error.response : error.message;
}

export function sayRefused(words: string): string {
  return `The server refuses the mail: “${shorten(words)}”. Nobody has received it.`;
}

/** For a sending that ended with its process or its database; it is tried again at once. */
export const sayInterrupted = 'The sending was interrupted before the mail was handed over.';

export function sayGivenUp(words: string): string {
  return `Given up after 48 hours of trying. Last of all: ${words}`;
}

export function saySilent(words: string): string {
  return `The mail was handed over, but no answer came, so nobody can say whether it was delivered. It is not sent again by itself. (${words})`;
}

export function sayPartlyRefused(refused: readonly RefusedRecipient[], taken: number): string {
  const each = refused.map(
    ({ address, lasting, words }) => `${address}${lasting ? '' : ' for now'} (“${shorten(words)}”)`,
  );
  const others =
    taken === 1 ? 'The other recipient has received it' : `The other ${taken} recipients have received it`;
  return `Refused for ${each.join(', ')}. ${others} and will not get it again.`;
}

function shorten(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
