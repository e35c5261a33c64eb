import type { EwsClient } from './ews-client.ts';
import { folderId } from './ews-folder.ts';
import { within } from './read-answer.ts';
import { tag } from './request-xml.ts';

/** True if a mail with this Message-ID is in the folder of what was sent: Exchange puts it there as it sends it. */
export async function isAmongSent(client: EwsClient, sentItems: string, messageId: string): Promise<boolean> {
  const [response] = await client.ask(
    tag(
      'm:FindItem',
      { Traversal: 'Shallow' },
      tag('m:ItemShape', {}, tag('t:BaseShape', {}, 'IdOnly')),
      tag('m:IndexedPageItemView', { MaxEntriesReturned: '1', Offset: '0', BasePoint: 'Beginning' }),
      tag(
        'm:Restriction',
        {},
        tag(
          't:IsEqualTo',
          {},
          tag('t:FieldURI', { FieldURI: 'message:InternetMessageId' }),
          tag('t:FieldURIOrConstant', {}, tag('t:Constant', { Value: messageId })),
        ),
      ),
      tag('m:ParentFolderIds', {}, folderId(sentItems)),
    ),
  );
  if (response?.error) throw client.refusalOf(response.error);
  return response !== undefined && within(response.element, 'RootFolder', 'Items')[0]?.children.length === 1;
}
