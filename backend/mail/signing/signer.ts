import type { SendingSettings } from '../../../contract/domain/configuration.ts';
import type { TenantId } from '../../../contract/domain/ids.ts';
import { ExpectedError } from '../../../contract/error.ts';
import type { Database } from '../../db/database.ts';
import type { Lookup } from '../authentication/dns-lookups.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { readAddresses } from '../mime/addresses.ts';
import { fieldOf, readHeaderBlock } from '../mime/header-block.ts';
import { Problems } from '../mime/problems.ts';
import { keyName, lookUpKey } from './published-key.ts';
import { type Signature, signMail } from './sign-mail.ts';
import { type SigningKey, readSigningKey } from './signing-key.ts';

export interface SignerTools {
  readonly db: Database;
  /** The secret behind a reference; throws with its name where there is none. */
  readonly resolveSecret: (reference: string) => string | Promise<string>;
  readonly lookup: Lookup;
}

export interface Signer {
  /**
   * The mail as it leaves: signed with the keys of its sender's domain, or as it is where the domain has none.
   * @throws ConnectionFailure where a key cannot be used, or where the domain waits for its key to be published
   */
  readonly sign: (tenantId: TenantId, raw: Buffer) => Promise<Buffer>;
}

type SendingDomain = SendingSettings['domains'][number];

/** Signs what leaves by the tenant's settings as they are at that moment. */
export function openSigner({ db, resolveSecret, lookup }: SignerTools): Signer {
  async function openKey(domain: SendingDomain): Promise<SigningKey> {
    try {
      return readSigningKey(await resolveSecret(domain.privateKey));
    } catch (error) {
      const why = error instanceof ExpectedError || error instanceof Error ? error.message : String(error);
      throw new ConnectionFailure(
        {
          step: 'settings',
          sentence: `The mail cannot be signed for ${domain.domain}: the key of the selector ${domain.selector}, ${domain.privateKey}, cannot be used (${why}).`,
          mend: 'Mend the key or take the domain out of the configuration; the mail is tried again.',
          lasting: true,
        },
        { cause: error },
      );
    }
  }

  async function requirePublished(domain: SendingDomain, key: SigningKey): Promise<void> {
    if (!domain.holdUntilPublished) return;
    const { state } = await lookUpKey(lookup, domain, key);
    if (state !== 'missing' && state !== 'different') return;
    const name = keyName(domain.domain, domain.selector);
    throw new ConnectionFailure({
      step: 'settings',
      sentence: `Mail of ${domain.domain} waits: its key is not published, ${name} ${state === 'missing' ? 'does not exist' : 'holds another key'}.`,
      mend: `Publish the record that postroom doctor prints; the mail is tried again.`,
      lasting: true,
    });
  }

  return {
    async sign(tenantId, raw) {
      const row = await db.kysely
        .selectFrom('tenant')
        .select('sending')
        .where('id', '=', tenantId)
        .executeTakeFirst();
      const domains = domainsFor(row?.sending?.domains ?? [], senderDomain(raw));
      const signatures: Signature[] = [];
      for (const domain of domains) {
        const key = await openKey(domain);
        await requirePublished(domain, key);
        signatures.push({ domain: domain.domain, selector: domain.selector, key });
      }
      return signatures.length === 0 ? raw : signMail(raw, signatures);
    },
  };
}

/** Those of the sender's own domain, else of the nearest one above it, whose signature is aligned too (RFC 9989). */
export function domainsFor(domains: readonly SendingDomain[], sender: string): readonly SendingDomain[] {
  const fitting = domains.filter(({ domain }) => sender === domain || sender.endsWith(`.${domain}`));
  const nearest = Math.max(0, ...fitting.map(({ domain }) => domain.length));
  return fitting.filter(({ domain }) => domain.length === nearest);
}

function senderDomain(raw: Buffer): string {
  const { fields } = readHeaderBlock(raw, 0, raw.length, true, new Problems());
  const [from] = readAddresses(fieldOf(fields, 'from') ?? '', null);
  return (from?.address.split('@').at(-1) ?? '').toLowerCase();
}
