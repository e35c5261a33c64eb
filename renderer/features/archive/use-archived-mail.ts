import { useEffect, useState } from 'react';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { failureCode } from '../../strings/failures.ts';

export type ReadMail =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly message: Message }
  | { readonly state: 'failed'; readonly code: ErrorCode };

/** A mail of the archive, read when it is first shown; the one before stays on the screen meanwhile. */
export function useArchivedMail(id: MailId | null): ReadMail {
  const desktop = useDesktop();
  const [mail, setMail] = useState<ReadMail>({ state: 'loading' });
  useEffect(() => {
    if (id === null) return undefined;
    let current = true;
    async function read(wanted: MailId): Promise<void> {
      try {
        const message = await desktop.call('archive.read', { id: wanted });
        if (current) setMail({ state: 'ready', message });
      } catch (error) {
        if (current) setMail({ state: 'failed', code: failureCode(error) });
      }
    }
    void read(id);
    return () => {
      current = false;
    };
  }, [desktop, id]);
  return mail;
}
