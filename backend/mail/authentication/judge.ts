import type {
  AuthenticityReason,
  AuthenticityVerdict,
  MailAuthentication,
} from '../../../contract/domain/authentication.ts';
import { isRelated } from './look-alike.ts';

export interface Evidence extends Pick<MailAuthentication, 'domain' | 'spf' | 'dmarc' | 'server'> {
  readonly dkim: readonly (MailAuthentication['dkim'][number] & {
    /** It covers only a beginning of the text (`l=`, RFC 6376 section 8.2). */
    readonly isPartial: boolean;
  })[];
  readonly fromFields: number;
  /** Domains of From, each once. */
  readonly fromDomains: readonly string[];
  /** Trusted forwarders sealed it, and the first found it authentic. */
  readonly forwarderVouches: boolean;
  /** False where nobody could be asked. */
  readonly hasNetwork: boolean;
}

interface Judgement {
  readonly verdict: AuthenticityVerdict;
  readonly reason: AuthenticityReason;
}

/** One verdict from all that was found; what speaks for a mail is looked at before what speaks against it. */
export function judge(evidence: Evidence): Judgement {
  const { domain, fromDomains, fromFields } = evidence;
  // DMARC knows no verdict here (RFC 9989 section 5.3.1), and readers show one sender only.
  if (fromDomains.length > 1) {
    return { verdict: fromFields > 1 ? 'forged' : 'doubtful', reason: 'several-senders' };
  }
  if (fromFields > 1) return { verdict: 'doubtful', reason: 'several-senders' };
  if (domain === null) return { verdict: 'unknown', reason: 'no-sender' };
  return speaksFor(evidence, domain) ?? speaksAgainst(evidence, domain) ?? nothingSpeaks(evidence);
}

function speaksFor(evidence: Evidence, domain: string): Judgement | null {
  const { spf, dkim, dmarc, server, forwarderVouches } = evidence;
  const spfFits = spf?.result === 'pass' && isRelated(spf.domain, domain);
  const signed = dkim.filter(({ result, aligned }) => result === 'pass' && aligned);
  if (signed.length > 0 && signed.every(({ isPartial }) => isPartial) && !spfFits) {
    return { verdict: 'doubtful', reason: 'partly-signed' };
  }
  if (dmarc?.result === 'pass') return { verdict: 'authentic', reason: 'dmarc-pass' };
  if (server?.dmarc === 'pass') return { verdict: 'authentic', reason: 'server-vouches' };
  if (forwarderVouches) return { verdict: 'authentic', reason: 'forwarder-vouches' };
  if (dmarc !== null && dmarc.policy !== null) return null;
  if (signed.length > 0) return { verdict: 'authentic', reason: 'signed' };
  return spfFits ? { verdict: 'authentic', reason: 'sent-by-domain' } : null;
}

function speaksAgainst(evidence: Evidence, domain: string): Judgement | null {
  const { spf, dkim, dmarc, server } = evidence;
  const isStrict = dmarc?.policy === 'reject' || dmarc?.policy === 'quarantine';
  // Without the sending server half of DMARC is missing, so its failure proves nothing.
  const sawServer = spf !== null && spf.result !== 'temperror' && spf.result !== 'not-checked';
  if (dmarc?.result === 'fail' && isStrict && sawServer) return { verdict: 'forged', reason: 'dmarc-fail' };
  if (dkim.some(({ result, aligned }) => result === 'fail' && aligned)) {
    return { verdict: 'doubtful', reason: 'altered' };
  }
  if (server?.dmarc === 'fail') return { verdict: 'doubtful', reason: 'dmarc-fail' };
  if (dmarc?.result === 'fail' && sawServer) return { verdict: 'doubtful', reason: 'dmarc-fail' };
  const spfFails = spf?.result === 'fail' || spf?.result === 'softfail';
  if (spfFails && isRelated(spf.domain, domain)) return { verdict: 'doubtful', reason: 'wrong-server' };
  if (dmarc?.result === 'fail' && isStrict) return { verdict: 'doubtful', reason: 'unsigned' };
  return null;
}

function nothingSpeaks({ hasNetwork, spf, dkim, dmarc }: Evidence): Judgement {
  if (!hasNetwork) return { verdict: 'unknown', reason: 'not-checked' };
  const failed = [spf, dmarc, ...dkim].some((detail) => detail?.result === 'temperror');
  return { verdict: 'unknown', reason: failed ? 'lookup-failed' : 'unproven' };
}
