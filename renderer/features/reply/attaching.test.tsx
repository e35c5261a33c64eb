import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { attachmentId } from '../../../contract/domain/ids.ts';
import type { DraftAttachment } from '../../../contract/domain/draft.ts';
import { ExpectedError } from '../../../contract/error.ts';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';

const plan: DraftAttachment = {
  id: attachmentId.parse('71'),
  name: 'plan.pdf',
  type: 'application/pdf',
  size: 4,
  contentId: null,
};
const button = (name: string) =>
  waitFor(
    () =>
      [...document.querySelectorAll<HTMLElement>('button')].find(
        (each) => each.textContent === name || each.getAttribute('aria-label') === name,
      ),
    `button ${name}`,
  );

function drop(place: HTMLElement): void {
  const transfer = new DataTransfer();
  transfer.items.add(new File(['plan'], 'plan.pdf', { type: 'application/pdf' }));
  const target = place.querySelector('.reply');
  if (target === null) throw new Error('no reply on the page');
  target.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
}

/** A host whose attaching the test ends. */
function open() {
  const turns: PromiseWithResolvers<DraftAttachment>[] = [];
  const desktop = createDesktopDouble({
    'drafts.attach': () => {
      const turn = Promise.withResolvers<DraftAttachment>();
      turns.push(turn);
      return turn.promise;
    },
    'drafts.cancelAttach': () => {
      turns.at(-1)?.reject(new ExpectedError('cancelled', 'cancelled'));
      return Promise.resolve({});
    },
  });
  return { desktop, turns };
}

test('how much of a file has left this computer is shown, and then the file', async () => {
  const { desktop, turns } = open();
  const { place } = await mountReply(desktop);
  drop(place);
  const bar = await waitFor(() => place.querySelector('progress'));
  await waitFor(() => turns.length === 1, 'asked');
  expect(bar.getAttribute('aria-label')).toBe('Attaching plan.pdf');
  const upload = desktop.inputsOf('drafts.attach')[0]?.upload ?? '';
  desktop.emit({ type: 'upload', upload, sent: 3, total: 4 });
  await waitFor(() => bar.value === 3, 'moved');
  expect(bar.closest('li')?.textContent).toContain('3 byte of 4 byte');
  turns[0]?.resolve(plan);
  await button('Remove plan.pdf');
  expect(place.querySelector('progress')).toBeNull();
});

test('attaching is stopped by keyboard, and leaves nothing', async () => {
  const { desktop, turns } = open();
  const { place } = await mountReply(desktop);
  drop(place);
  await waitFor(() => turns.length === 1, 'asked');
  const stop = await button('Stop attaching plan.pdf');
  stop.focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => place.querySelector('.reply-attachment') === null, 'gone');
  const [asked] = desktop.inputsOf('drafts.attach');
  expect(desktop.inputsOf('drafts.cancelAttach')).toEqual([{ upload: asked?.upload }]);
});

test('what could not be attached says why where it would be, and is tried again there', async () => {
  const { desktop, turns } = open();
  const { place } = await mountReply(desktop);
  drop(place);
  await waitFor(() => turns.length === 1, 'asked');
  turns[0]?.reject(new ExpectedError('unreachable', 'down'));
  const alert = await waitFor(() => place.querySelector('.reply-attachment [role="alert"]'));
  expect(alert.textContent).toContain('plan.pdf was not attached');
  await userEvent.click(await button('Try again'));
  await waitFor(() => turns.length === 2, 'asked again');
  expect(place.querySelector('.reply-attachment [role="alert"]')).toBeNull();
  turns[1]?.resolve(plan);
  await button('Remove plan.pdf');
});

test('a file that is no picture, chosen as one, can be attached instead', async () => {
  const desktop = createDesktopDouble();
  const { place } = await mountReply(desktop);
  const input = await waitFor(() => place.querySelector<HTMLInputElement>('input[type="file"][accept]'));
  const transfer = new DataTransfer();
  transfer.items.add(new File(['%PDF-1.7'], 'scan.png', { type: 'image/png' }));
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  const attach = await button('Attach instead');
  expect(desktop.inputsOf('drafts.attach')).toEqual([]);
  attach.focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => place.querySelector('.reply-attachment')?.textContent.includes('scan.png'), 'attached');
  const asked = await waitFor(() => desktop.inputsOf('drafts.attach')[0]);
  expect(asked).toMatchObject({ name: 'scan.png', inline: 'false' });
});
