import { userEvent } from 'vitest/browser';
import { expect, test, vi } from 'vitest';
import { ExpectedError } from '../../../contract/error.ts';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft } from './testing/samples.ts';

const dialogText = () => document.querySelector('[role="dialog"]')?.textContent ?? '';
const button = (name: string) =>
  waitFor(
    () => [...document.querySelectorAll<HTMLElement>('button')].find((each) => each.textContent === name),
    `button ${name}`,
  );

/** A server that refuses what it is not told to accept. */
function createDesktop(html: string) {
  return createDesktopDouble(
    {
      'drafts.send': ({ acceptExpired }) =>
        acceptExpired === true
          ? Promise.resolve({} as never)
          : Promise.reject(
              new ExpectedError('expired-responses', 'expired', { responses: 'Spring sale\nLate fee' }),
            ),
    },
    sampleDraft({ html }),
  );
}

test('a response that has expired is asked about by its name, and sent when the agent confirms', async () => {
  const onClosed = vi.fn<() => void>();
  const desktop = createDesktop('<p>Half price</p>');
  await mountReply(desktop, { onClosed });
  await userEvent.click(await button('Send'));
  await waitFor(() => dialogText().includes('Spring sale, Late fee'), 'asked');
  expect(document.querySelector('.reply [role="alert"]')).toBeNull();
  await userEvent.click(await button('Send anyway'));
  await waitFor(() => onClosed.mock.calls.length > 0, 'closed');
  const asked = {
    id: '11',
    revision: 1,
    acceptUnresolved: false,
    acceptExpired: false,
    acceptWrittenAgain: false,
  };
  expect(desktop.inputsOf('drafts.send')).toEqual([asked, { ...asked, acceptExpired: true }]);
});

test('going back leaves the mail open, and Send asks again', async () => {
  const desktop = createDesktop('<p>Half price</p>');
  const { text } = await mountReply(desktop);
  await userEvent.click(await button('Send'));
  await userEvent.click(await button('Back to the reply'));
  await waitFor(() => dialogText() === '', 'back');
  expect(text.isContentEditable).toBe(true);
  await userEvent.click(await button('Send'));
  await waitFor(() => dialogText().includes('Spring sale'), 'asked again');
});

test('what was confirmed before stays confirmed', async () => {
  const desktop = createDesktop('<p>Dear $From.Name$</p>');
  await mountReply(desktop);
  await userEvent.click(await button('Send'));
  await waitFor(() => dialogText().includes('$From.Name$'), 'identifiers');
  await userEvent.click(await button('Send anyway'));
  await waitFor(() => dialogText().includes('Spring sale'), 'expired');
  await userEvent.click(await button('Send anyway'));
  await waitFor(() => desktop.inputsOf('drafts.send').length === 2, 'sent');
  expect(desktop.inputsOf('drafts.send').at(-1)).toMatchObject({
    acceptUnresolved: true,
    acceptExpired: true,
  });
});

test('a mail of the customer that the screen has not shown yet is asked about as well', async () => {
  const desktop = createDesktopDouble(
    {
      'drafts.send': ({ acceptWrittenAgain }) =>
        acceptWrittenAgain === true
          ? Promise.resolve({} as never)
          : Promise.reject(
              new ExpectedError('written-again', 'again', { sender: 'Ada', beginning: 'No, wait!' }),
            ),
    },
    sampleDraft({ html: '<p>Done.</p>' }),
  );
  const onClosed = vi.fn<() => void>();
  await mountReply(desktop, { onClosed });
  await userEvent.click(await button('Send'));
  await waitFor(() => dialogText().includes('Ada has written again'), 'asked');
  expect(dialogText()).toContain('No, wait!');
  await userEvent.click(await button('Send anyway'));
  await waitFor(() => onClosed.mock.calls.length > 0, 'closed');
});
