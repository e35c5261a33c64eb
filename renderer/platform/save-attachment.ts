import type { CallInput } from '../../contract/desktop.ts';
import type { Desktop } from './desktop.ts';

/** Saves an attachment to the person's disk. Answers the path where the host knows it, null otherwise. */
export async function saveAttachment(
  desktop: Desktop,
  attachment: CallInput<'attachments.save'>,
): Promise<string | null> {
  const answer = await desktop.call('attachments.save', attachment);
  if (answer.outcome === 'saved') return answer.path;
  if (answer.outcome === 'download') startDownload(answer.url);
  return null;
}

function startDownload(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
