import { decodeText } from '../charset.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { type MapiProperties, mapiNumber, mapiText, readMapiProperties } from './mapi-properties.ts';
import { readRtf } from './rtf-text.ts';

/** What Outlook wraps into `winmail.dat`. */
export interface TnefContent {
  /** Empty where there is none. */
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly TnefFile[];
}

export interface TnefFile {
  /** As the sender named it; hostile. */
  readonly name: string | null;
  readonly type: string | null;
  readonly contentId: string | null;
  readonly bytes: Uint8Array;
}

interface OpenFile {
  title: string | null;
  bytes: Uint8Array | null;
  properties: MapiProperties;
}

const signature = 0x223e9f78;
const maxAttributes = 20_000;
const maxDepth = 5;

/** Attributes (MS-OXTNEF §2.1.3.3). */
const attribute = {
  body: 0x0002800c,
  codepage: 0x00069007,
  properties: 0x00069003,
  fileStart: 0x00069002,
  fileTitle: 0x00018010,
  fileData: 0x0006800f,
  fileProperties: 0x00069005,
} as const;

/** Properties (MS-OXPROPS). */
const property = {
  body: 0x1000,
  bodyHtml: 0x1013,
  rtfCompressed: 0x1009,
  internetCodepage: 0x3fde,
  displayName: 0x3001,
  fileData: 0x3701,
  fileName: 0x3704,
  longFileName: 0x3707,
  mimeTag: 0x370e,
  contentId: 0x3712,
} as const;

const empty: MapiProperties = new Map();

/** Reads TNEF (MS-OXTNEF) as far as it is sound; null for bytes that are something else. */
export function readTnef(bytes: Uint8Array, depth = 0): TnefContent | null {
  if (bytes.length < 6 || depth > maxDepth) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0, true) !== signature) return null;
  let codepage = 'windows-1252';
  let body: Uint8Array | null = null;
  let message = empty;
  const files: OpenFile[] = [];
  let at = 6;
  for (let count = 0; count < maxAttributes && at + 9 <= bytes.length; count++) {
    const name = view.getUint32(at + 1, true);
    const size = view.getUint32(at + 5, true);
    const data = bytes.subarray(at + 9, Math.min(bytes.length, at + 9 + size));
    at += 9 + size + 2;
    const file = files.at(-1);
    switch (name) {
      case attribute.codepage:
        if (data.length >= 4)
          codepage = codepageName(view.getUint32(data.byteOffset - bytes.byteOffset, true));
        break;
      case attribute.body:
        body = data;
        break;
      case attribute.properties:
        message = readMapiProperties(data);
        break;
      case attribute.fileStart:
        files.push({ title: null, bytes: null, properties: empty });
        break;
      case attribute.fileTitle:
        if (file) file.title = decodeText(data, codepage).text.replace(/\0.*$/s, '');
        break;
      case attribute.fileData:
        if (file) file.bytes = data;
        break;
      case attribute.fileProperties:
        if (file) file.properties = readMapiProperties(data);
        break;
      default:
    }
  }
  const content = readBody(message, body, codepage);
  return { ...content, files: files.flatMap((file) => closeFile(file, codepage, depth)) };
}

function readBody(
  message: MapiProperties,
  body: Uint8Array | null,
  codepage: string,
): { readonly text: string; readonly html: string | null } {
  const plain =
    mapiText(message, property.body, codepage) ??
    (body === null ? '' : trimmed(decodeText(body, codepage).text));
  const htmlBytes = message.get(property.bodyHtml);
  if (htmlBytes) {
    const internet = mapiNumber(message, property.internetCodepage);
    const html =
      mapiText(message, property.bodyHtml, codepage) ??
      decodeText(htmlBytes.bytes, internet === null ? null : codepageName(internet)).text;
    return { text: lines(plain), html: trimmed(html) };
  }
  const compressed = message.get(property.rtfCompressed);
  const rtf = compressed && decompressRtf(compressed.bytes);
  if (!rtf) return { text: lines(plain), html: null };
  const read = readRtf(rtf);
  return { text: lines(plain.trim() === '' ? read.text : plain), html: read.html };
}

function closeFile(file: OpenFile, codepage: string, depth: number): readonly TnefFile[] {
  const { properties } = file;
  const name =
    mapiText(properties, property.longFileName, codepage) ??
    file.title ??
    mapiText(properties, property.fileName, codepage) ??
    mapiText(properties, property.displayName, codepage);
  const object = properties.get(property.fileData);
  // An embedded message: the identifier of its interface stands in front of it.
  if (object?.type === 0x000d) {
    const inner = readTnef(object.bytes.subarray(16), depth + 1);
    if (inner) {
      const text = inner.text === '' ? (inner.html ?? '') : inner.text;
      const isHtml = inner.text === '' && inner.html !== null;
      const bytes = Buffer.from(text, 'utf8');
      const title = mapiText(properties, property.displayName, codepage) ?? name ?? 'message';
      const message = {
        name: `${title}${isHtml ? '.html' : '.txt'}`,
        type: isHtml ? 'text/html' : 'text/plain',
        contentId: null,
        bytes,
      };
      return [...(text === '' ? [] : [message]), ...inner.files];
    }
  }
  const bytes = file.bytes ?? object?.bytes ?? null;
  if (bytes === null) return [];
  return [
    {
      name,
      type: mapiText(properties, property.mimeTag, codepage),
      contentId: mapiText(properties, property.contentId, codepage),
      bytes,
    },
  ];
}

function codepageName(number: number): string {
  if (number === 65001) return 'utf-8';
  if (number === 20127) return 'us-ascii';
  if (number >= 28591 && number <= 28605) return `iso-8859-${number - 28590}`;
  const others: Readonly<Record<number, string>> = {
    932: 'shift_jis', 936: 'gbk', 949: 'euc-kr', 950: 'big5', 20866: 'koi8-r', 21866: 'koi8-u', 50220: 'iso-2022-jp', 51932: 'euc-jp',
    51949: 'euc-kr', 54936: 'gb18030',
  }; // prettier-ignore
  return others[number] ?? (number >= 1250 && number <= 1258 ? `windows-${number}` : `cp${number}`);
}

function trimmed(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function lines(text: string): string {
  return trimmed(text).replace(/\r{1,8}\n|\r/g, '\n');
}
