import type { AuthenticityReason, MailAuthentication } from '../../contract/domain/authentication.ts';

const reasons: Readonly<Record<AuthenticityReason, string>> = {
  'dmarc-pass': 'its domain stands for it (DMARC)',
  signed: 'it is signed by its domain',
  'sent-by-domain': 'a server of its domain sent it',
  'server-vouches': 'the receiving server found it authentic',
  'forwarder-vouches': 'a trusted forwarder found it authentic (ARC)',
  'several-senders': 'it names several senders',
  'dmarc-fail': 'neither signature nor server belong to its domain (DMARC)',
  altered: 'it was altered after its domain signed it',
  'partly-signed': 'its domain signed only a beginning of the text',
  'wrong-server': 'its domain does not send from that server (SPF)',
  unsigned: 'its domain asks for a valid signature, and it has none',
  'lookup-failed': 'the name system did not answer',
  'not-checked': 'without --dns nobody is asked',
  unproven: 'its domain publishes nothing to check it against',
  'no-sender': 'no domain stands in From',
};

/** `forged: neither signature nor …; looks like service@bank.example`. */
export function describeAuthentication({ verdict, reason, lookAlike }: MailAuthentication): string {
  const likeness = lookAlike ? `; looks like ${lookAlike.of}` : '';
  return `${verdict}: ${reasons[reason]}${likeness}`;
}
