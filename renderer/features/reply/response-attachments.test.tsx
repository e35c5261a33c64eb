import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { DraftAttachment } from '../../../contract/domain/draft.ts';
import { attachmentId } from '../../../contract/domain/ids.ts';
import { ExpectedError } from '../../../contract/error.ts';
import { createDesktopDouble, type Handlers } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft } from './testing/samples.ts';

const fees: DraftAttachment = {
  id: attachmentId.parse('71'),
  name: 'fees.pdf',
  type: 'application/pdf',
  size: 2100,
  contentId: null,
};

function createDesktop(handlers: Handlers = {}) {
  return createDesktopDouble(
    {
      'responses.fill': () =>
        Promise.resolve({
          html: '<p>The fee.</p>',
          subject: 'Your fee',
          unknownIdentifiers: [],
          mark: 'billing/late-fee',
          files: [{ name: fees.name, type: fees.type, size: fees.size }],
        }),
      'responses.attach': () => Promise.resolve({ attachments: [fees] }),
      'drafts.send': () => Promise.resolve({} as never),
      ...handlers,
    },
    sampleDraft({ html: '<p></p>' }),
  );
}

async function openPicker(text: HTMLElement): Promise<void> {
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{Shift>}r{/Shift}{/Control}');
  await waitFor(() => document.activeElement?.getAttribute('role') === 'combobox', 'search focused');
  await userEvent.keyboard('late');
}

const files = (place: HTMLElement) =>
  [...place.querySelectorAll('.reply-attachment-name')].map((each) => each.textContent);

test('the files of a response are named in its preview, attached with it once, and can be removed', async () => {
  const desktop = createDesktop();
  const { text, place } = await mountReply(desktop);
  await openPicker(text);
  const preview = await waitFor(() => document.querySelector('.response-files'));
  expect(preview.textContent).toContain('fees.pdf');
  expect(desktop.inputsOf('responses.attach')).toEqual([]);

  await userEvent.keyboard('{Enter}');
  await waitFor(() => files(place).length === 1, 'attached');
  expect(desktop.inputsOf('responses.attach')).toEqual([{ group: '3', response: 'late-fee', draftId: '11' }]);
  await openPicker(text);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => desktop.inputsOf('responses.attach').length === 2, 'asked again');
  await waitFor(() => place.querySelector('.reply-attachment .ui-spinner') === null, 'settled');
  expect(files(place)).toEqual(['fees.pdf']);

  const remove = await waitFor(() =>
    place.querySelector<HTMLElement>('button[aria-label="Remove fees.pdf"]'),
  );
  await userEvent.click(remove);
  await waitFor(() => files(place).length === 0, 'removed');
});

test('a shortcut in the text brings the files too', async () => {
  const desktop = createDesktop();
  const { text, place } = await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'responses read');
  await userEvent.click(text);
  await userEvent.keyboard(';lf{Tab}');
  await waitFor(() => files(place).length === 1, 'attached');
  expect(files(place)).toEqual(['fees.pdf']);
});

test('files that could not be attached are said so where they would be', async () => {
  const desktop = createDesktop({
    'responses.attach': () => Promise.reject(new ExpectedError('too-large', 'full')),
  });
  const { text, place } = await mountReply(desktop);
  await openPicker(text);
  await userEvent.keyboard('{Enter}');
  const alert = await waitFor(() => place.querySelector('.reply-attachment [role="alert"]'));
  expect(alert.textContent).toContain('fees.pdf was not attached');
  expect(text.textContent).toContain('The fee.');
});

test('the subject of a response replaces the given one, and never what the agent wrote', async () => {
  const desktop = createDesktop();
  const { text, place } = await mountReply(desktop);
  const subject = await waitFor(() => place.querySelector<HTMLInputElement>('.reply-subject'));
  await openPicker(text);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => subject.value === 'Your fee', 'taken');
  await userEvent.fill(subject, 'My words');
  await openPicker(text);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => desktop.inputsOf('responses.attach').length === 2, 'inserted again');
  expect(subject.value).toBe('My words');
});
