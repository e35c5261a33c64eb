import { useState } from 'react';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { failureCode } from '../../strings/failures.ts';
import { pictureDataOf } from './picture-data.ts';

/** The pictures of the net in one mail. */
export type RemotePictures =
  | { readonly state: 'asked-for-nothing' }
  | { readonly state: 'loading' }
  /** Asking for them failed altogether. */
  | { readonly state: 'failed'; readonly code: ErrorCode }
  /** `data:` addresses by the address that stands in the mail; those that could not be had are missing. */
  | { readonly state: 'loaded'; readonly pictures: ReadonlyMap<string, string> };

/** As many as the host fetches at a time. */
const most = 100;

/** Pictures of the net, fetched by the host when the agent asks for it, and forgotten with the component. */
export function useRemotePictures(mail: MailId): {
  readonly remote: RemotePictures;
  readonly load: (addresses: readonly string[]) => Promise<void>;
} {
  const desktop = useDesktop();
  const [remote, setRemote] = useState<RemotePictures>({ state: 'asked-for-nothing' });
  return {
    remote,
    async load(addresses) {
      const before = remote.state === 'loaded' ? remote.pictures : [];
      setRemote({ state: 'loading' });
      try {
        const { pictures } = await desktop.call('mails.loadPictures', {
          mail,
          addresses: addresses.slice(0, most),
        });
        const loaded = new Map(before);
        for (const { address, bytes } of pictures) {
          const data = bytes === null ? null : pictureDataOf(bytes.slice());
          if (data !== null) loaded.set(address, data);
        }
        setRemote({ state: 'loaded', pictures: loaded });
      } catch (error) {
        setRemote({ state: 'failed', code: failureCode(error) });
      }
    },
  };
}
