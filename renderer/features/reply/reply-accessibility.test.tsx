import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { afterEach, expect, test } from 'vitest';
import { ExpectedError } from '../../../contract/error.ts';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft } from './testing/samples.ts';

afterEach(() => {
  delete document.documentElement.dataset['theme'];
});

async function seriousFindings(): Promise<string[]> {
  const { violations } = await axe.run(document, {
    // About whole pages; here is only the reply.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

test.each(['light', 'dark'])(
  'axe finds nothing serious in the reply, its dialogs and menus (%s)',
  async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = 'en';
    document.title = 'Reply';
    const [file] = [{ id: '9', name: 'bill.pdf', type: 'application/pdf', size: 1200, contentId: null }];
    const desktop = createDesktopDouble(
      {},
      sampleDraft({
        html: `<p>Your mesage $From.Name$ <a href="https://x.example">link</a></p>${sampleDraft().html.slice(7)}`,
        attachments: [file as never],
      }),
    );
    const { text, place } = await mountReply(desktop);
    await waitFor(() => text.querySelector('.misspelling'), 'underlined');
    expect(await seriousFindings()).toEqual([]);

    text.focus();
    await userEvent.keyboard('{Control>}{Home}{/Control}{F7}');
    await waitFor(() => document.querySelector('[role="menuitem"]'), 'suggestions');
    await waitFor(() => document.getAnimations().length === 0, 'at rest');
    expect(await seriousFindings()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => document.activeElement === text, 'back in the text');

    await userEvent.keyboard('{Control>}{Shift>}r{/Shift}{/Control}');
    await waitFor(() => document.querySelector('[role="treeitem"]'), 'responses');
    await waitFor(() => document.getAnimations().length === 0, 'at rest');
    expect(await seriousFindings()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => document.querySelector('[role="dialog"]') === null, 'closed');

    text.focus();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => document.querySelector('.reply-concerns'), 'checks');
    await waitFor(() => document.getAnimations().length === 0, 'at rest');
    expect(await seriousFindings()).toEqual([]);
    expect(place.isConnected).toBe(true);
  },
);

test.each(['light', 'dark'])(
  'axe finds nothing serious in files that are on their way or could not be attached (%s)',
  async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = 'en';
    document.title = 'Reply';
    const desktop = createDesktopDouble({
      'drafts.attach': ({ name }) =>
        name === 'refused.zip'
          ? Promise.reject(new ExpectedError('too-large', 'too large'))
          : new Promise(() => undefined),
    });
    const { place } = await mountReply(desktop);
    const transfer = new DataTransfer();
    for (const name of ['plan.pdf', 'refused.zip']) transfer.items.add(new File(['x'.repeat(2000)], name));
    place
      .querySelector('.reply')
      ?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    await waitFor(() => place.querySelector('progress'), 'on its way');
    await waitFor(() => place.querySelector('.reply-attachment-failed'), 'refused');
    await waitFor(() => document.getAnimations().length === 0, 'at rest');
    expect(await seriousFindings()).toEqual([]);
  },
);

test('the toolbar is one stop: Alt+F10 goes there, arrows go on, Escape comes back', async () => {
  const { text } = await mountReply(createDesktopDouble());
  text.focus();
  await userEvent.keyboard('{Alt>}{F10}{/Alt}');
  await waitFor(() => document.activeElement?.closest('[role="toolbar"]'), 'in the toolbar');
  const first = document.activeElement;
  await userEvent.keyboard('{ArrowRight}');
  expect(document.activeElement).not.toBe(first);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Bold');
  await userEvent.keyboard('{Enter}');
  await waitFor(() => document.activeElement === text, 'back in the text');
  await userEvent.keyboard('x');
  expect(text.querySelector('strong')?.textContent).toBe('x');
});
