import { addRaw, valueOf } from './delivery-status.ts';
import { type ReportField, typedAddress } from './report-fields.ts';

/** A message/disposition-notification part (RFC 8098 §3). */
export interface Disposition {
  readonly action: 'displayed' | 'deleted';
  readonly recipient: string;
  readonly originalMessageId: string;
  /** `_MDNInfo.*` and `_MDNRawInfo.*` (G12). */
  readonly data: Readonly<Record<string, string>>;
}

/** Reads a read receipt; null if the fields are not one. */
export function readDisposition(fields: readonly ReportField[]): Disposition | null {
  const disposition = valueOf(fields, 'disposition');
  const finalRecipient = valueOf(fields, 'final-recipient');
  if (disposition === '' && finalRecipient === '') return null;
  // disposition-mode ";" disposition-type [ "/" modifier *("," modifier) ]
  const [mode = '', type = ''] = disposition.split(';', 2).map((half) => half.trim());
  const [actionMode = '', sendingMode = ''] = mode.split('/', 2).map((half) => half.trim());
  const dispositionType = type.split('/', 1)[0]?.trim().toLowerCase() ?? '';
  const recipient = typedAddress(finalRecipient || valueOf(fields, 'original-recipient'));
  const data: Record<string, string> = {
    '_MDNInfo.ActionMode': actionMode,
    '_MDNInfo.DispositionType': dispositionType,
    '_MDNInfo.SendingMode': sendingMode,
    '_MDNInfo.Recipient': recipient,
  };
  addRaw(data, '_MDNRawInfo.', fields);
  return {
    action: /^(?:deleted|denied|failed)/.test(dispositionType) ? 'deleted' : 'displayed',
    recipient,
    originalMessageId: valueOf(fields, 'original-message-id'),
    data,
  };
}
