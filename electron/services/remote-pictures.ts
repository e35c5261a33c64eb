import type { CallOutput } from '../../contract/desktop.ts';
import type { MailId } from '../../contract/domain/ids.ts';
import { message } from '../../contract/domain/message.ts';
import type { BackendClient } from './backend-client.ts';
import { fetchPicture, PictureError, type PictureNet } from './fetch-picture.ts';

export type RemotePicture = CallOutput<'mails.loadPictures'>['pictures'][number];

export interface RemotePictures {
  /**
   * Fetches pictures that a mail shows, because the agent asked for it. Only addresses that stand in the mail: a page
   * that was taken over cannot carry anything out in an address of its own. Fails with `not-found` and the like for
   * the mail; what fails for a picture is told with it.
   */
  readonly load: (mail: MailId, addresses: readonly string[]) => Promise<RemotePicture[]>;
}

/** Of one picture and of all of one mail, in bytes and ms. */
const limits = { bytes: 5_000_000, time: 10_000, allBytes: 24_000_000, allTime: 30_000, atOnce: 6 };

export function createRemotePictures(client: BackendClient, net: PictureNet): RemotePictures {
  return {
    async load(mail, addresses) {
      const { html } = message.pick({ html: true }).parse(await client.request('archive.read', { id: mail }));
      const text = decodeReferences(html ?? '');
      const allTime = AbortSignal.timeout(limits.allTime);
      let room = limits.allBytes;

      async function fetchOne(address: string): Promise<RemotePicture> {
        try {
          if (!isIn(text, address)) throw new PictureError('refused', 'the mail does not hold this address');
          const bytes = await fetchPicture(address, {
            net,
            signal: AbortSignal.any([allTime, AbortSignal.timeout(limits.time)]),
            most: limits.bytes,
            onPiece(count) {
              room -= count;
              if (room < 0) throw new PictureError('too-large', 'the pictures are too large altogether');
            },
          });
          return { address, bytes, failure: null };
        } catch (cause) {
          if (!(cause instanceof PictureError)) throw cause;
          return { address, bytes: null, failure: cause.failure };
        }
      }

      const waiting = [...new Set(addresses)].values();
      const pictures: RemotePicture[] = [];
      await Promise.all(
        Array.from({ length: limits.atOnce }, async () => {
          for (const address of waiting) pictures.push(await fetchOne(address));
        }),
      );
      return pictures;
    },
  };
}

/** Whatever the scheme: mails that say http: are asked for over https:. */
function isIn(text: string, address: string): boolean {
  return /^https:\/\/./i.test(address) && text.includes(address.slice('https:'.length));
}

const named: Readonly<Record<string, string>> = { amp: '&', quot: '"', apos: "'", lt: '<', gt: '>' };

/** Character references as addresses hold them. */
function decodeReferences(html: string): string {
  return html.replaceAll(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(amp|quot|apos|lt|gt));?/gi,
    (_whole, decimal?: string, hexadecimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal === undefined ? parseInt(hexadecimal ?? '0', 16) : Number(decimal))
        : (named[name.toLowerCase()] ?? ''),
  );
}
