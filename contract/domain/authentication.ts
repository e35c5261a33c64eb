import { z } from 'zod';

/**
 * authentic: the domain of From stands for the mail. forged: that domain asks that such mail be refused, or the mail
 * names several senders. doubtful: something speaks against it. unknown: nothing speaks for or against it, as with
 * much honest mail.
 */
export const authenticityVerdict = z.enum(['authentic', 'doubtful', 'forged', 'unknown']);
export type AuthenticityVerdict = z.infer<typeof authenticityVerdict>;

/** What the verdict rests on; screens put it into words. */
export const authenticityReason = z.enum([
  'dmarc-pass', // an aligned signature or server, by the domain's DMARC policy
  'signed', // a valid signature of the sender's domain, which has no DMARC policy
  'sent-by-domain', // sent by a server of the sender's domain, which has no DMARC policy
  'server-vouches', // the receiving server found it authentic
  'forwarder-vouches', // a trusted forwarder found it authentic (ARC)
  'several-senders', // more than one From, or one From with addresses of several domains
  'dmarc-fail', // neither aligned signature nor aligned server, and the domain has a DMARC policy
  'altered', // a signature of the sender's domain does not fit the mail
  'partly-signed', // the signature leaves an end of the text open, to which anybody could have added
  'wrong-server', // the sender's domain does not send from this server (SPF)
  'unsigned', // the domain has a strict policy, no valid signature, and its server is not known here
  'lookup-failed', // the name system did not answer
  'not-checked', // without network, or not in time
  'unproven', // the domain publishes nothing to check against
  'no-sender', // no domain in From
]);
export type AuthenticityReason = z.infer<typeof authenticityReason>;

/** Result keywords of RFC 8601 section 2.7, in lower case. */
const result = z.enum([
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'policy',
  'temperror',
  'permerror',
  'not-checked',
]);
export type AuthenticationResult = z.infer<typeof result>;

export const spfDetail = z.object({ result, domain: z.string() });
export const dkimDetail = z.object({
  result,
  domain: z.string(),
  selector: z.string(),
  /** The signing domain is that of From, as far as its policy asks. */
  aligned: z.boolean(),
});
export const dmarcDetail = z.object({
  result,
  /** What the domain asks to be done with mail that fails; null where it has no policy. */
  policy: z.enum(['none', 'quarantine', 'reject']).nullable(),
});

/** Whether a mail is from whom it says (SPF, RFC 7208; DKIM, RFC 6376; DMARC, RFC 9989; ARC, RFC 8617). */
export const mailAuthentication = z.object({
  verdict: authenticityVerdict,
  reason: authenticityReason,
  /** The domain of From; null where there is none. */
  domain: z.string().nullable(),
  /** The sender tries to look like somebody else; null: not so. */
  lookAlike: z
    .object({
      /**
       * `name`: the name of the sender holds another address; `domain`: the domain is spelt like one of ours; `own`:
       * it is one of ours, and nothing says that the mail came from there.
       */
      kind: z.enum(['name', 'domain', 'own']),
      /** Whom it looks like. */
      of: z.string(),
    })
    .nullable(),
  /** Null where the sending server is not known. */
  spf: spfDetail.nullable(),
  dkim: z.array(dkimDetail),
  dmarc: dmarcDetail.nullable(),
  /** Who sealed it on its way, first to last. */
  arc: z.object({ result, sealers: z.array(z.string()) }).nullable(),
  /** What the trusted receiving server has found; null where none is trusted or it said nothing. */
  server: z
    .object({ name: z.string(), spf: result.nullable(), dkim: result.nullable(), dmarc: result.nullable() })
    .nullable(),
});
export type MailAuthentication = z.infer<typeof mailAuthentication>;
