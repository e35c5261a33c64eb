// From the press on a row of the list to the painted message, read from the server and then again: plain text, and
// HTML with pictures of its own in the sandboxed frame. Prints medians; the milliseconds are those of this machine.
import type { Page } from 'playwright-core';
import { workPage } from '../e2e/pages/work-page.ts';
import { openBenchDesk, type BenchDesk } from './bench-desk.ts';
import { printTimes } from './print-times.ts';

/** Fewer than the screen remembers. */
const each = 18;
const rounds = 4;
const kinds = ['plain', 'formatted'] as const;
type Kind = (typeof kinds)[number];

const paragraph =
  'I have waited for two weeks for my order and would like to know where it is, or to have my money back. ';
/** A picture of some 100 KB: noise does not pack. */
const picture = Buffer.concat([
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
    'base64',
  ),
  Buffer.alloc(100_000, 'postroom'),
]);

const senderOf = (kind: Kind, number: number): string =>
  `Customer ${kind} ${String(number).padStart(3, '0')}`;

async function fill(desk: BenchDesk): Promise<void> {
  for (let number = 0; number < each; number += 1) {
    for (const kind of kinds) {
      const cid = `picture-${number}@client.example`;
      await desk.receive({
        from: { name: senderOf(kind, number), address: 'customer@example.com' },
        subject: `Order ${number}, ${kind}`,
        ...(kind === 'plain'
          ? { text: `Hello,\n\n${paragraph.repeat(20)}\n` }
          : {
              html: `<h1>Hello</h1>${`<p>${paragraph}</p>`.repeat(40)}<img src="cid:${cid}" alt="The box">`,
              attachments: [{ filename: 'box.png', content: picture, contentType: 'image/png', cid }],
            }),
      });
    }
  }
}

/** Milliseconds from the press to the frame in which the mail of this sender is drawn, its own frame loaded. */
async function pressToPainted(page: Page, kind: Kind, number: number): Promise<number> {
  const painted = page.evaluate(
    ({ name, isFramed }) =>
      new Promise<number>((resolve) => {
        let pressed = 0;
        addEventListener('pointerdown', (event) => (pressed = event.timeStamp), {
          capture: true,
          once: true,
        });
        const finish = (): void => {
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              resolve(performance.now() - pressed);
            }),
          );
        };
        const look = (): void => {
          if (pressed === 0) return;
          const article = document.querySelector(`article[aria-label="Mail from ${name}"]`);
          const frame = article?.querySelector('iframe');
          if (!article || (isFramed && !frame)) return;
          observer.disconnect();
          if (frame) frame.addEventListener('load', finish, { once: true });
          else finish();
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true });
      }),
    { name: senderOf(kind, number), isFramed: kind === 'formatted' },
  );
  const row = workPage(page).row(senderOf(kind, number));
  await scrollTo(page, number * kinds.length + kinds.indexOf(kind));
  await row.click();
  return painted;
}

/** Only what is in sight is in the page. */
async function scrollTo(page: Page, index: number): Promise<void> {
  await page.getByRole('listbox', { name: 'Waiting' }).evaluate((list, position) => {
    const height = list.querySelector('[role=option]')?.getBoundingClientRect().height ?? 0;
    list.scrollTop = Math.max(0, (position - 2) * height);
  }, index);
}

await using desk = await openBenchDesk();
const { page } = desk;
await fill(desk);
const work = workPage(page);
const times = new Map<string, number[]>();
for (let round = 0; round < rounds; round += 1) {
  // A page that has read nothing yet.
  await page.reload();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
  await work.go('waiting');
  await work.row(senderOf('plain', 0)).waitFor();
  for (const time of ['from the server', 'read before']) {
    for (const kind of kinds) {
      const name = `click to painted, ${kind}, ${time}`;
      const measured = times.get(name) ?? [];
      times.set(name, measured);
      for (let number = 0; number < each; number += 1)
        measured.push(await pressToPainted(page, kind, number));
    }
  }
}
for (const [name, measured] of times) printTimes(name, measured);
