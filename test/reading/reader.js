// What the renderer does between a mail and its frame, for a page without the rest of Postroom.
import { mailDocument } from '../../renderer/features/message/mail-document.ts';
import { sanitiseMail } from '../../renderer/features/message/sanitise-mail.ts';

const options = { pictures: new Map(), quoteLabel: 'Show quoted text' };
const look = { ground: 'paper', theme: 'light', language: 'en' };

function frameWith(srcdoc, sandbox) {
  const frame = document.createElement('iframe');
  if (sandbox !== null) frame.setAttribute('sandbox', sandbox);
  frame.srcdoc = srcdoc;
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  document.body.append(frame);
  return { frame, loaded };
}

/** Shows each document in a frame until it has loaded, a few at a time. */
async function showAll(documents, sandbox) {
  for (let at = 0; at < documents.length; at += 20) {
    const frames = documents.slice(at, at + 20).map((each) => frameWith(each, sandbox));
    await Promise.all(frames.map(({ loaded }) => loaded));
    for (const { frame } of frames) frame.remove();
  }
}

/** Cleans each mail by itself and puts fifty into one document: what is clean is well-formed, and it is quicker. */
function cleanInFifties(mails) {
  const safe = mails.map((html) => sanitiseMail(html, options));
  const fifties = [];
  for (let at = 0; at < safe.length; at += 50) {
    const some = safe.slice(at, at + 50);
    fifties.push({
      ...some[0],
      body: some.map(({ body }) => `<div>${body}</div>`).join('\n'),
      css: some.map(({ css }) => css).join('\n'),
    });
  }
  return fifties;
}

/** As Postroom shows mail. */
export function showAsPostroom(mails) {
  const documents = cleanInFifties(mails).map((mail) => mailDocument(mail, look));
  return showAll(documents, 'allow-popups allow-popups-to-escape-sandbox');
}

/** The sanitiser alone: no sandbox and no policy around what it lets through. */
export function showOnlySanitised(mails) {
  const documents = cleanInFifties(mails).map(
    ({ body, css }) => `<!doctype html><style>${css}</style><body>${body}`,
  );
  return showAll(documents, null);
}

/** The frame alone: its sandbox and its policy around mail that nobody cleaned. */
export function showOnlyFramed(mails) {
  const documents = mails.map((html) =>
    mailDocument({ body: html, css: '', remoteCount: 0, remotePictures: [], setsColours: true }, look),
  );
  return showAll(documents, 'allow-popups allow-popups-to-escape-sandbox');
}

/** With neither, to show that the payloads are sharp and the watch sees them. */
export function showNaked(mails) {
  return showAll(mails, null);
}
