import { expect, test } from 'vitest';
import { readCorpus } from '../../testing/corpora.ts';
import { sanitiseMail, type SanitiseOptions } from './sanitise-mail.ts';

const options: SanitiseOptions = { pictures: new Map(), quoteLabel: 'Show quoted text' };

const payloads = await readPayloads();

async function readPayloads(): Promise<readonly string[] | null> {
  const [list, expectations] = await Promise.all([
    readCorpus('xss-payloads/xss-payload-list.txt'),
    readCorpus('xss-dompurify/expect.json'),
  ]);
  if (list === null || expectations === null) {
    console.warn('the corpora are not beside this repository: nothing was read from them');
    return null;
  }
  const purify = JSON.parse(expectations) as readonly { readonly payload: string }[];
  return [...list.split('\n').filter(Boolean), ...purify.map(({ payload }) => payload)];
}

/** What is left that could run, load, or send something; empty for safe HTML. */
function dangersIn(html: string): readonly string[] {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const found: string[] = [];
  for (const element of parsed.body.querySelectorAll('*')) {
    if (
      /^(?:script|iframe|object|embed|link|meta|base|form|input|button|svg|math|style|template)$/i.test(
        element.tagName,
      )
    ) {
      found.push(element.tagName);
    }
    for (const { name, value } of element.attributes) {
      if (/^(?:on|xlink|formaction|srcdoc|srcset|background|ping|action|poster)/i.test(name))
        found.push(name);
      if (name === 'href' && !/^(?:https?|mailto|tel):/i.test(value)) found.push(`href ${value}`);
      if (name === 'src' && !/^data:image\/(?!svg)/i.test(value)) found.push(`src ${value}`);
      if (name === 'style' && /url|expression|import|position|behavior|binding|\\|var\(/i.test(value)) {
        found.push(`style ${value}`);
      }
    }
  }
  return found;
}

test.skipIf(payloads === null)('no payload of the corpora leaves anything that runs, loads or covers', () => {
  const left = (payloads ?? []).flatMap((payload) => {
    const { body } = sanitiseMail(payload, options);
    const dangers = dangersIn(body);
    return dangers.length > 0 ? [{ payload, dangers }] : [];
  });
  expect(left).toEqual([]);
});

test.skipIf(payloads === null)('cleaning a cleaned payload changes nothing', () => {
  const changed = (payloads ?? []).filter((payload) => {
    // White space at the very start of a body is dropped by the parser.
    const body = sanitiseMail(payload, options).body.trimStart();
    return sanitiseMail(body, options).body !== body;
  });
  expect(changed).toEqual([]);
});

test.skipIf(payloads === null)(
  'style sheets made of payloads stay inside their element and come out the same twice',
  () => {
    const changed = (payloads ?? []).filter((payload) => {
      const { css } = sanitiseMail(`<style>p{color:red}${payload}</style>`, options);
      const again = sanitiseMail(`<style>${css}</style>`, options).css;
      return css.includes('<') || again !== css;
    });
    expect(changed).toEqual([]);
  },
);
