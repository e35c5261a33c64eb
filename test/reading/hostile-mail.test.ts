import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openReader, type ReaderPage } from './reader-page.ts';

const corpora =
  process.env['POSTROOM_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../shared/corpora');
const hasCorpora = existsSync(path.join(corpora, 'xss-payloads'));
if (!hasCorpora) console.warn(`no corpora at ${corpora}: only the mails written here are read`);

const ownMails = [
  '<img src="https://tracker.test/pixel.gif">',
  '<style>@import "https://tracker.test/a.css"; @font-face{font-family:x;src:url(https://tracker.test/x.woff2)} p{font-family:x;background:url(https://tracker.test/b.png)}</style><p>x</p>',
  '<link rel="prefetch" href="https://tracker.test/p"><link rel="dns-prefetch" href="//tracker.test"><meta http-equiv="refresh" content="0;url=https://tracker.test/m">',
  '<video poster="https://tracker.test/v.png" autoplay src="https://tracker.test/v.mp4"></video><audio src="https://tracker.test/a.mp3"></audio>',
  '<svg><image href="https://tracker.test/i.png"/><use href="https://tracker.test/u.svg#a"/><feImage href="https://tracker.test/f.png"/></svg>',
  '<body background="https://tracker.test/bg.png"><table background="https://tracker.test/t.png"><tr><td>x</table>',
  '<p style="background-image:image-set(url(https://tracker.test/s.png) 1x)">x</p><p style="--a:url(https://tracker.test/v.png);background:var(--a)">x</p>',
  '<img srcset="https://tracker.test/s.png 1x"><picture><source srcset="https://tracker.test/p.png"><img></picture>',
  '<form action="https://tracker.test/f"><input type="image" src="https://tracker.test/i.png"></form><iframe src="https://tracker.test/"></iframe>',
  '<img src=x onerror="alert(1)"><script>alert(2)</script><details open ontoggle="alert(3)">x</details>',
];

async function hostileMails(): Promise<readonly string[]> {
  if (!hasCorpora) return ownMails;
  const list = await readFile(path.join(corpora, 'xss-payloads/xss-payload-list.txt'), 'utf8');
  const purify = JSON.parse(
    await readFile(path.join(corpora, 'xss-dompurify/expect.json'), 'utf8'),
  ) as readonly {
    readonly payload: string;
  }[];
  return [...ownMails, ...list.split('\n').filter(Boolean), ...purify.map(({ payload }) => payload)];
}

let open: ReaderPage | null = null;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = null;
});

/** What left the page or ran in it when mails were shown in a way of `reader.js`. */
async function show(way: string, mails: readonly string[]) {
  open = await openReader();
  await open.page.evaluate(
    async ([name, each]) => {
      const reader = Reflect.get(globalThis, 'reader') as Record<
        string,
        (mails: readonly string[]) => Promise<void>
      >;
      await reader[name]?.(each);
    },
    [way, mails] as const,
  );
  return { requests: open.requests, dialogs: open.dialogs };
}

test('no hostile mail runs anything or sends a single request', async () => {
  expect(await show('showAsPostroom', await hostileMails())).toEqual({ requests: [], dialogs: [] });
});

test('the sanitiser alone is enough', async () => {
  expect(await show('showOnlySanitised', await hostileMails())).toEqual({ requests: [], dialogs: [] });
});

test('the sandbox and the policy alone let nothing run and nothing load', async () => {
  expect(
    await show(
      'showOnlyFramed',
      ownMails.filter((mail) => !mail.includes('prefetch')),
    ),
  ).toEqual({
    requests: [],
    dialogs: [],
  });
});

test('without either the same mails run and load, so the watch sees', async () => {
  const { requests, dialogs } = await show('showNaked', ownMails);
  expect(requests.length).toBeGreaterThan(8);
  expect(dialogs.length).toBeGreaterThan(0);
});
