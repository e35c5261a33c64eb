/** How mail programs of many languages mark a reply or a forward, without the colon; `Ref` is no mark but a word. */
const marks = (
  're aw sv vs antw r rif res odp ynt atb ats vá 回复 答复 回覆 返信 답장 השב رد ' +
  'fwd? wg tr rv vb vl doorst i enc pd ilt tovább 转发 轉寄 転送 전달 הועבר توجيه'
).split(' ');

const mark = new RegExp(
  `^\\s*(?:${marks.join('|')})(?:\\s?(?:\\[\\d{1,3}\\]|\\(\\d{1,3}\\)))?\\s?[:：]`,
  'iu',
);

/** The subject of an answer: one `Re:` or `Fwd:`, whatever marks the original has gathered, and no line ends. */
export function replySubject(kind: 'reply' | 'reply-all' | 'forward', original: string): string {
  let rest = headerLine(original);
  for (let match = mark.exec(rest); match; match = mark.exec(rest)) rest = rest.slice(match[0].length);
  return `${kind === 'forward' ? 'Fwd' : 'Re'}: ${rest.trim()}`.trim();
}

/** Text of a mail made fit for a header field and a line of our own: hostile control characters become blanks. */
export function headerLine(text: string, longest = 1_000): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .slice(0, longest)
      .toWellFormed()
      .trim()
  );
}
