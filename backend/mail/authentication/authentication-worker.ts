import type { MailAuthentication } from '../../../contract/domain/authentication.ts';
import { authenticateMail, uncheckedMail } from './authenticate-mail.ts';
import type { Circumstances } from './circumstances.ts';
import { cachedLookup, noLookup, systemLookup } from './dns-lookups.ts';

/** What the authenticator hands to its process. */
export interface AuthenticationRequest {
  readonly id: number;
  readonly raw: Uint8Array;
  readonly circumstances: Circumstances;
}

export interface AuthenticationAnswer {
  readonly id: number;
  readonly authentication: MailAuthentication;
}

const lookup = process.argv.includes('--no-network') ? noLookup : cachedLookup(systemLookup());

process.on('message', ({ id, raw, circumstances }: AuthenticationRequest) => {
  const mail = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  void authenticateMail(mail, circumstances, lookup)
    // Whatever a hostile header makes the library throw: the mail goes on.
    .catch(() => uncheckedMail)
    .then((authentication) => process.send?.({ id, authentication } satisfies AuthenticationAnswer));
});
// It ends with the backend, which may have to finish what it is at when the whole group is told to stop.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
