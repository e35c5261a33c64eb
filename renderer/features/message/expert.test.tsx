import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { MailAddress } from '../../../contract/domain/mail-address.ts';
import { ExpectedError } from '../../../contract/error.ts';
import { createDesktop } from '../../platform/desktop.ts';
import { DesktopContext } from '../../platform/desktop-context.ts';
import { useLanguage } from '../../strings/strings.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { sampleMe, sampleRows } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { Toasts } from '../../ui/toast.tsx';
import { InteractionRow } from '../inbox/interaction-row.tsx';
import { InteractionView } from './interaction-view.tsx';
import { createMessageStore, MessagesProvider } from './message-store.ts';

const testPage = useTestPage();
const now = Date.now();
const me = sampleMe(now);
const nothing = () => undefined;

function sample(changes: Partial<Interaction> = {}): Interaction {
  const row = sampleRows(now, 1).find(({ state }) => state === 'open');
  if (!row) throw new Error('no open sample');
  return { ...sampleInteraction(now, row), ...changes };
}

function waiting(answeredAt: string | null): Interaction {
  const expert = { name: 'Eve Expert', address: 'eve@law.example' };
  return sample({ expert: { expert, askedAt: new Date(now - 7 * 60_000).toISOString(), answeredAt } });
}

function show(interaction: Interaction, refusal?: ExpectedError) {
  const asked: { expert: MailAddress; question: string }[] = [];
  const replies: string[] = [];
  const desktop = createDesktop(createSampleBridge({ now }));
  const actions = {
    accept: nothing,
    decline: nothing,
    pick: nothing,
    reply: (kind: string) => {
      replies.push(kind);
    },
    park: nothing,
    resume: nothing,
    requeue: nothing,
    close: nothing,
    askExpert: async (expert: MailAddress, question: string) => {
      asked.push({ expert, question });
      if (refusal) throw refusal;
    },
  };
  testPage.render(
    <DesktopContext.Provider value={desktop}>
      <MessagesProvider value={createMessageStore(desktop)}>
        <InteractionView interaction={interaction} me={me} actions={actions} focusTurn={0} reply={null} />
        <InteractionRow interaction={interaction} showsGroup />
        <Toasts label="Messages" closeLabel="Close" />
      </MessagesProvider>
    </DesktopContext.Provider>,
  );
  return { asked, replies };
}

async function seriousFindings(): Promise<readonly string[]> {
  await expect.poll(() => document.getAnimations().length).toBe(0);
  const { violations } = await axe.run(document, { rules: { region: { enabled: false } } });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

async function openDialog(label: string): Promise<void> {
  testPage.place.querySelector<HTMLElement>(`button[aria-label="${label}"]`)?.focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => document.activeElement?.tagName).toBe('INPUT');
}

const dialog = () => document.querySelector('[role="dialog"]');

test('an expert is asked with the keyboard alone', async () => {
  const { asked } = show(sample());
  await openDialog('Ask an expert');
  expect(await seriousFindings()).toEqual([]);
  await userEvent.keyboard('Eve Expert <eve@law.example>{Tab}Does it hold?{Control>}{Enter}{/Control}');
  await expect
    .poll(() => asked)
    .toEqual([{ expert: { name: 'Eve Expert', address: 'eve@law.example' }, question: 'Does it hold?' }]);
  await expect.poll(dialog).toBeNull();
  expect(document.body.textContent).toContain('Sent to Eve Expert. The interaction is parked.');
});

test('what is no address is said at its field, and a refusal keeps what was typed', async () => {
  const { asked } = show(sample(), new ExpectedError('bad-address', 'one of our own'));
  await openDialog('Ask an expert');
  await userEvent.keyboard('eve{Control>}{Enter}{/Control}');
  await expect.poll(() => dialog()?.textContent).toContain('Enter one e-mail address');
  expect(asked).toEqual([]);
  await userEvent.keyboard('@law.example{Control>}{Enter}{/Control}');
  await expect.poll(() => dialog()?.querySelector('[role="alert"]')?.textContent).toContain('not right');
  expect(document.querySelector('input')?.value).toBe('eve@law.example');
  expect(await seriousFindings()).toEqual([]);
});

test('it is seen that an expert is waited for, in the list and at the interaction', () => {
  useLanguage.getState().setLanguage('fr');
  show(waiting(null));
  expect(testPage.place.querySelector('.ui-notice')?.textContent).toContain(
    'Attend la réponse de Eve Expert depuis',
  );
  expect(testPage.place.querySelector('.row')?.textContent).toContain('Attend un expert');
});

test('when the expert has answered, the draft with the answer is a press away', async () => {
  const interaction = waiting(new Date(now).toISOString());
  const [first] = interaction.messages;
  if (!first) throw new Error('no mail');
  const answer = { ...first, id: '990' as never, expert: 'answer' as const };
  const { replies } = show({ ...interaction, messages: [first, answer] });
  expect(testPage.place.textContent).toContain('An expert’s answer');
  expect(testPage.place.querySelector('.row')?.textContent).toContain('Expert has answered');
  const open = [...testPage.place.querySelectorAll('button')].find((one) =>
    one.textContent.includes('Open the draft'),
  );
  open?.focus();
  await userEvent.keyboard('{Enter}');
  expect(replies).toEqual(['reply']);
  expect(await seriousFindings()).toEqual([]);
});
