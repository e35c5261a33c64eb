import { isIPv4 } from 'node:net';
import { type DKIMResult, type DMARCResult, arc, dkimVerify, dmarc, spf } from 'mailauth';
import {
  type AuthenticationResult,
  type MailAuthentication,
  mailAuthentication,
} from '../../../contract/domain/authentication.ts';
import { readAddresses } from '../mime/addresses.ts';
import { type HeaderField, readHeaderBlock } from '../mime/header-block.ts';
import { Problems } from '../mime/problems.ts';
import type { Circumstances, SmtpPeer } from './circumstances.ts';
import { type Lookup, lookupUntil, noLookup } from './dns-lookups.ts';
import { type Evidence, judge } from './judge.ts';
import { findLookAlike } from './look-alike.ts';
import { forwardersVouch, readSealers } from './sealed-results.ts';
import { type ServerResults, readTrustedResults } from './trusted-results.ts';

/** What all questions of one mail may take together, in milliseconds. */
const lookupMilliseconds = 4_000;

/**
 * Finds out whether a mail is from whom it says. Signatures, seals and the policy of the sender's domain are checked
 * here; the sending server by the SMTP peer, or where only headers tell it, by what the trusted server wrote. Nothing
 * but a pass counts as one, and where the name system fails the verdict is `unknown`, never a failure.
 * @param lookup `noLookup` where the network is not to be used
 */
export async function authenticateMail(
  raw: Buffer,
  circumstances: Circumstances,
  lookup: Lookup,
): Promise<MailAuthentication> {
  const { fields } = readHeaderBlock(raw, 0, raw.length, true, new Problems({ isPatient: true }));
  const senders = readSenders(fields);
  // A stranger who hands mail over himself can write whatever he likes into it, in any server's name.
  const isDirect = circumstances.peer !== null && circumstances.isRelayed !== true;
  const isStranger = isDirect && !isOwnNetwork(circumstances.peer.address);
  const server = isStranger ? null : readTrustedResults(fields, circumstances.trustedServers);
  const resolver = lookupUntil(lookup, Date.now() + lookupMilliseconds);
  const hasNetwork = lookup !== noLookup;
  const shown = senders.addresses[0];
  const domain = shown?.domain ?? null;

  const signatures = await dkimVerify(raw, { resolver, rejectRsaSha1: true });
  const seal = signatures.arc?.chain ? await verifySeals(raw, resolver) : null;
  const sealers = readSealers(fields);
  const sender = await findSender(circumstances.peer, server, resolver, hasNetwork);
  const policy =
    domain === null || !hasNetwork
      ? null
      : await dmarc({
          headerFrom: [`sender@${domain}`],
          spfDomains: sender?.result === 'pass' ? [sender.domain] : [],
          dkimDomains: passedDomains(signatures.results, server),
          resolver,
        });
  const dkim = describeSignatures(signatures.results, policy, domain, hasNetwork);
  // Mail readers differ in what they take for the sender; an address that only one of them sees counts as well.
  const fromDomains = new Set([
    ...senders.addresses.map((address) => address.domain),
    ...signatures.headerFrom.map((address) => domainOf(address)).filter((other) => other !== ''),
  ]);
  const sealed = seal && { result: readResult(seal.status.result), sealers: [...sealers] };
  const evidence: Evidence = {
    domain,
    spf: sender,
    dkim,
    dmarc: describePolicy(policy),
    server: server && {
      name: server.name,
      spf: resultOf(server, 'spf'),
      dkim: resultOf(server, 'dkim'),
      dmarc: resultOf(server, 'dmarc'),
    },
    fromFields: Math.max(senders.fields, signatures.fromFields),
    fromDomains: [...fromDomains],
    forwarderVouches:
      domain !== null &&
      sealed?.result === 'pass' &&
      forwardersVouch(fields, sealers, circumstances.trustedForwarders, domain),
    hasNetwork,
  };
  const judgement = judge(evidence);
  return mailAuthentication.parse({
    ...judgement,
    domain,
    lookAlike:
      shown === undefined
        ? null
        : (findLookAlike({ name: shown.name, domain: shown.domain }, circumstances.ownDomains) ??
          findUnprovenOwn(shown.domain, judgement, circumstances.ownDomains)),
    spf: evidence.spf,
    dkim: dkim.slice(0, 20),
    dmarc: evidence.dmarc,
    arc: sealed,
    server: evidence.server,
  } satisfies MailAuthentication);
}

/** Anybody can write our own domain into From. What could not be looked at is not suspected. */
function findUnprovenOwn(
  domain: string,
  { verdict, reason }: Pick<MailAuthentication, 'verdict' | 'reason'>,
  ownDomains: readonly string[],
): MailAuthentication['lookAlike'] {
  if (verdict === 'authentic' || reason === 'not-checked' || reason === 'lookup-failed') return null;
  const own = ownDomains.find((one) => one.toLowerCase() === domain.toLowerCase());
  return own === undefined ? null : { kind: 'own', of: own };
}

/** By the letter of RFC 8617, since a seal is believed in the place of the sender's own signature. */
async function verifySeals(raw: Buffer, resolver: Lookup) {
  const { arc: found } = await dkimVerify(raw, { resolver, strict: true });
  return found?.chain ? arc({ ...found, chain: found.chain }, { resolver, strict: true }) : null;
}

/** What is said of a mail that could not be looked at. */
export const uncheckedMail: MailAuthentication = {
  verdict: 'unknown',
  reason: 'not-checked',
  domain: null,
  lookAlike: null,
  spf: null,
  dkim: [],
  dmarc: null,
  arc: null,
  server: null,
};

function readSenders(fields: readonly HeaderField[]) {
  const from = fields.filter(({ name }) => name === 'from');
  const addresses = from
    .flatMap(({ value }) => readAddresses(value, null))
    .map(({ name, address }) => ({ name, domain: domainOf(address) }))
    .filter((one) => one.domain !== '');
  return { fields: from.length, addresses };
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1
    ? ''
    : address
        .slice(at + 1)
        .trim()
        .replace(/\.$/, '')
        .toLowerCase();
}

/** What SPF says: of the peer where it is known and not one of our own relays, else what the trusted server found. */
async function findSender(
  peer: SmtpPeer | null,
  server: ServerResults | null,
  resolver: Lookup,
  hasNetwork: boolean,
): Promise<MailAuthentication['spf']> {
  const found = server?.results.find(({ method }) => method === 'spf');
  if (found) {
    const named = found.properties.get('smtp.mailfrom') ?? found.properties.get('smtp.helo') ?? '';
    return { result: found.result, domain: named.includes('@') ? domainOf(named) : named.toLowerCase() };
  }
  if (peer === null || isOwnNetwork(peer.address)) return null;
  const domain = peer.sender === '' ? peer.helo.toLowerCase() : domainOf(peer.sender);
  if (!hasNetwork) return { result: 'not-checked', domain };
  const { status } = await spf({
    ip: peer.address.replace(/^::ffff:(?=\d+\.)/i, ''),
    helo: peer.helo,
    ...(peer.sender === '' ? {} : { sender: peer.sender }),
    resolver,
    strict: true,
    maxElapsedTime: lookupMilliseconds,
  });
  return { result: readResult(status.result), domain };
}

/** A peer there is a relay of our own, which no domain's SPF record names. */
function isOwnNetwork(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv4(plain)) return plain === '::1' || /^f(?:[cd]|e[89ab])/i.test(plain);
  return /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(plain);
}

function passedDomains(results: readonly DKIMResult[], server: ServerResults | null) {
  const here = results.flatMap(({ id, signingDomain, status }) =>
    status.result === 'pass' && signingDomain !== undefined
      ? [{ ...(id === undefined ? {} : { id }), domain: signingDomain, underSized: status.underSized ?? 0 }]
      : [],
  );
  // Keys change: what was right when the mail came need not be so when it is read.
  const there = (server?.results ?? [])
    .filter(({ method, result }) => method === 'dkim' && result === 'pass')
    .map(({ properties }) => properties.get('header.d') ?? domainOf(properties.get('header.i') ?? ''))
    .filter((domain) => domain !== '')
    .map((domain) => ({ domain: domain.toLowerCase() }));
  return [...here, ...there];
}

function describeSignatures(
  results: readonly DKIMResult[],
  policy: DMARCResult | false | null,
  domain: string | null,
  hasNetwork: boolean,
): Evidence['dkim'] {
  // Without a policy there is no alignment, whatever the type says.
  const isStrict = Boolean(policy) && (policy as Partial<DMARCResult>).alignment?.dkim.strict;
  return results.flatMap((result) => {
    const { signingDomain = '', selector = '', status, bodyHash, bodyHashExpecting } = result;
    if (status.result === 'none') return [];
    // The library calls a changed body neutral.
    const isAltered =
      bodyHash !== undefined && bodyHashExpecting !== undefined && bodyHash !== bodyHashExpecting;
    const read = isAltered ? 'fail' : readResult(status.result);
    return {
      result: !hasNetwork && read === 'temperror' ? 'not-checked' : read,
      domain: signingDomain,
      selector,
      aligned: isStrict ? signingDomain.toLowerCase() === domain : Boolean(status.aligned),
      isPartial: (status.underSized ?? 0) > 0,
    };
  });
}

function describePolicy(policy: DMARCResult | false | null): MailAuthentication['dmarc'] {
  if (!policy) return null;
  const asked = (['none', 'quarantine', 'reject'] as const).find((one) => one === policy.policy);
  return { result: readResult(policy.status.result), policy: asked ?? null };
}

function resultOf(server: ServerResults, method: string): AuthenticationResult | null {
  const results = server.results.filter((one) => one.method === method).map(({ result }) => result);
  return results.find((result) => result === 'pass') ?? results[0] ?? null;
}

const keywords = ['pass', 'fail', 'softfail', 'neutral', 'none', 'policy', 'temperror', 'permerror'] as const;

function readResult(word: string): AuthenticationResult {
  return keywords.find((keyword) => keyword === word) ?? (word === 'temperr' ? 'temperror' : 'neutral');
}
