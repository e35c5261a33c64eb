import { extname } from 'node:path';

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv', doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', gif: 'image/gif', htm: 'text/html',
  html: 'text/html', ics: 'text/calendar', jpeg: 'image/jpeg', jpg: 'image/jpeg', mp3: 'audio/mpeg', mp4: 'video/mp4',
  odp: 'application/vnd.oasis.opendocument.presentation', ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text', pdf: 'application/pdf', png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', rtf: 'application/rtf',
  txt: 'text/plain', vcf: 'text/vcard', webp: 'image/webp', xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', zip: 'application/zip',
}; // prettier-ignore

/** The media type that the extension of a file name stands for; `application/octet-stream` for an unknown one. */
export function mediaTypeOfFile(name: string): string {
  return types[extname(name).slice(1).toLowerCase()] ?? 'application/octet-stream';
}
