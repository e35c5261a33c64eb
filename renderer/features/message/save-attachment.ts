import type { MailId } from '../../../contract/domain/ids.ts';
import type { Attachment } from '../../../contract/domain/message.ts';
import type { Desktop } from '../../platform/desktop.ts';

/** Saves a file of a mail: by a dialog on the desktop, as a download on the web. Answers the path, null without one. */
export async function saveAttachment(
  desktop: Desktop,
  mail: MailId,
  attachment: Attachment,
): Promise<string | null> {
  const answer = await desktop.call('attachments.save', {
    mail,
    attachment: attachment.id,
    name: attachment.name,
  });
  if (answer.outcome === 'saved') return answer.path;
  if (answer.outcome === 'download') {
    const link = document.createElement('a');
    link.href = answer.url;
    link.download = attachment.name;
    link.click();
  }
  return null;
}
