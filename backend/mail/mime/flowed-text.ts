/**
 * Joins the soft line breaks of format=flowed (RFC 3676 §4.2) within one quote depth and takes away space-stuffing.
 * @param delSp the parameter DelSp=yes: the blank that marks a soft break is no part of the text
 */
export function joinFlowed(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let open: { depth: number; text: string } | null = null;
  for (const line of text.split('\n')) {
    let depth = 0;
    while (line[depth] === '>') depth++;
    const stuffed = line.slice(depth);
    const content = stuffed.startsWith(' ') ? stuffed.slice(1) : stuffed;
    const isSignature = content === '-- ';
    if (open && (open.depth !== depth || isSignature)) {
      lines.push(quote(open.depth, open.text));
      open = null;
    }
    const isSoft = content.endsWith(' ') && !isSignature;
    const kept = isSoft && delSp ? content.slice(0, -1) : content;
    const joined: string = (open?.text ?? '') + kept;
    if (isSoft) open = { depth, text: joined };
    else {
      lines.push(quote(depth, joined));
      open = null;
    }
  }
  if (open) lines.push(quote(open.depth, open.text));
  return lines.join('\n');
}

function quote(depth: number, text: string): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`;
}
