import type { SpamMark } from '../../../contract/domain/mail-kind.ts';
import { fieldOf, type HeaderField } from '../mime/header-block.ts';

/** What filters on the way wrote into the header; null if none did. One that flags outweighs one that does not. */
export function readSpamMark(fields: readonly HeaderField[]): SpamMark | null {
  const marks = [flag, status, rspamd, confidence, microsoft, proofpoint].flatMap(
    (read) => read(fields) ?? [],
  );
  return (
    marks.find(({ flagged }) => flagged) ?? marks.find(({ score }) => score !== null) ?? marks[0] ?? null
  );
}

type Reader = (fields: readonly HeaderField[]) => SpamMark | null;

function numberIn(text: string): number | null {
  const found = /-?\d{1,6}(?:[.,]\d{1,6})?/.exec(text)?.[0];
  return found === undefined ? null : Number(found.replace(',', '.'));
}

const flag: Reader = (fields) => {
  for (const name of ['x-spam-flag', 'x-spam', 'x-barracuda-spam-flag', 'x-spam-result']) {
    const value = fieldOf(fields, name);
    if (value !== null && value !== '')
      return {
        flagged: /^\s*(?:yes|true|spam|1)\b/i.test(value),
        score: numberIn(fieldOf(fields, 'x-spam-score') ?? ''),
        source: name,
      };
  }
  return null;
};

const status: Reader = (fields) => {
  for (const name of ['x-spam-status', 'x-barracuda-spam-status']) {
    const value = fieldOf(fields, name);
    if (value !== null && value !== '')
      return {
        flagged: /^\s*(?:yes|true|spam)\b/i.test(value),
        score: numberIn(/\b(?:score|hits)=([^\s,]{1,12})/i.exec(value)?.[1] ?? ''),
        source: name,
      };
  }
  return null;
};

const rspamd: Reader = (fields) => {
  const value = fieldOf(fields, 'x-spamd-result') ?? '';
  const match = /:\s*(true|false)\s*\[\s*(-?[\d.]{1,10})/i.exec(value);
  return match
    ? {
        flagged: match[1]?.toLowerCase() === 'true',
        score: numberIn(match[2] ?? ''),
        source: 'x-spamd-result',
      }
    : null;
};

/** Exchange: 5 and more is spam, -1 is trusted. */
const confidence: Reader = (fields) => {
  for (const name of ['x-ms-exchange-organization-scl', 'x-ms-exchange-organization-spam-confidence']) {
    const score = numberIn(fieldOf(fields, name) ?? '');
    if (score !== null) return { flagged: score >= 5, score, source: name };
  }
  return null;
};

const microsoft: Reader = (fields) => {
  const value =
    fieldOf(fields, 'x-forefront-antispam-report') ?? fieldOf(fields, 'x-microsoft-antispam') ?? '';
  const level = /\bSCL:(-?\d{1,2})\b/.exec(value)?.[1];
  return level === undefined
    ? null
    : { flagged: Number(level) >= 5, score: Number(level), source: 'x-forefront-antispam-report' };
};

const proofpoint: Reader = (fields) => {
  const value = fieldOf(fields, 'x-proofpoint-spam-details') ?? '';
  const rule = /\brule=(\w+)/i.exec(value)?.[1];
  return rule === undefined
    ? null
    : {
        flagged: /^spam/i.test(rule),
        score: numberIn(/\bscore=(-?[\d.]{1,8})/i.exec(value)?.[1] ?? ''),
        source: 'x-proofpoint-spam-details',
      };
};
