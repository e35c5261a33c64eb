import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { createDesktop } from '../../platform/desktop.ts';
import { DesktopContext } from '../../platform/desktop-context.ts';
import { useLanguage } from '../../strings/strings.ts';
import { createSampleBridge, type SampleOptions } from '../../testing/sample-bridge.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { sampleMe, sampleRows } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { Toasts } from '../../ui/toast.tsx';
import { InteractionView } from './interaction-view.tsx';
import { createMessageStore, MessagesProvider } from './message-store.ts';

const testPage = useTestPage();

const now = Date.now();
const me = sampleMe(now);
const nothing = () => undefined;
const actions = {
  accept: nothing,
  decline: nothing,
  pick: nothing,
  reply: nothing,
  park: nothing,
  resume: nothing,
  requeue: nothing,
  close: nothing,
  askExpert: async () => undefined,
};

function sample(): Interaction {
  const row = sampleRows(now, 1).find(({ state }) => state === 'open');
  if (!row) throw new Error('no open sample');
  const interaction = sampleInteraction(now, row);
  const [newest] = interaction.messages.slice(-1);
  if (!newest) throw new Error('no mail');
  const before = { ...newest, id: '990' as never, subject: 'First mail' };
  return { ...interaction, messages: [before, newest] };
}

function show(interaction: Interaction, answers: SampleOptions['answers'] = {}) {
  const asked: { name: string; input: unknown }[] = [];
  const noting = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (input: never) => {
        asked.push({ name, input });
        return answer(input);
      },
    ]),
  );
  const desktop = createDesktop(createSampleBridge({ now, answers: noting }));
  testPage.render(
    <DesktopContext.Provider value={desktop}>
      <MessagesProvider value={createMessageStore(desktop)}>
        <InteractionView interaction={interaction} me={me} actions={actions} focusTurn={0} reply={null} />
        <Toasts label="Messages" closeLabel="Close" />
      </MessagesProvider>
    </DesktopContext.Provider>,
  );
  return asked;
}

function find(role: string, text: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(role)].find((one) => one.textContent.includes(text));
}

async function seriousFindings(): Promise<readonly string[]> {
  await expect.poll(() => document.getAnimations().length).toBe(0);
  const { violations } = await axe.run(document, { rules: { region: { enabled: false } } });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

test('a mail is split off from the menu by keyboard, and put back from what says so', async () => {
  const interaction = sample();
  const asked = show(interaction, {
    'threads.split': () => ({ change: '5', interaction }),
    'threads.undo': () => ({ interaction }),
  });
  const more = testPage.place.querySelector<HTMLElement>('button[aria-label="More actions"]');
  more?.focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => find('[role="menuitem"]', 'First mail')).toBeDefined();
  expect(await seriousFindings()).toEqual([]);
  await userEvent.keyboard('First');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => find('button', 'Undo')).toBeDefined();
  expect(asked[0]).toEqual({
    name: 'threads.split',
    input: { id: interaction.id, epoch: interaction.epoch, mail: '990' },
  });
  find('button', 'Undo')?.click();
  await expect.poll(() => asked.at(-1)).toEqual({ name: 'threads.undo', input: { change: '5' } });
});

test('another interaction is found by its words and chosen to merge into, by keyboard', async () => {
  const interaction = sample();
  const rows = sampleRows(now, 1).filter(({ id }) => id !== interaction.id);
  const [arabic, target] = rows;
  if (!arabic || !target) throw new Error('no targets');
  const asked = show(interaction, {
    'threads.targets': ({ text }: { text: string }) => ({ interactions: text === '' ? rows : [target] }),
    'threads.merge': () => ({ change: '6', interaction: target }),
  });
  testPage.place.querySelector<HTMLElement>('button[aria-label="More actions"]')?.focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => find('[role="menuitem"]', 'Merge into')).toBeDefined();
  find('[role="menuitem"]', 'Merge into')?.click();
  await expect.poll(() => find('[role="dialog"] [role="menuitem"]', target.subject)).toBeDefined();
  expect(await seriousFindings()).toEqual([]);
  const names = [...(find('[role="menuitem"]', arabic.subject)?.querySelectorAll('bdi') ?? [])];
  expect(names.map(({ textContent }) => textContent).slice(0, 2)).toEqual([arabic.subject, arabic.from.name]);
  await userEvent.keyboard('glass');
  await expect.poll(() => find('[role="dialog"] [role="menuitem"]', arabic.subject)).toBeUndefined();
  expect(asked.at(-1)?.input).toEqual({ id: interaction.id, text: 'glass' });
  await userEvent.keyboard('{ArrowDown}{Enter}');
  await expect
    .poll(() => asked.find(({ name }) => name === 'threads.merge')?.input)
    .toEqual({ id: interaction.id, epoch: interaction.epoch, into: target.id });
});

test('mails of one subject are told apart by who wrote them and when', async () => {
  const interaction = sample();
  const [first, newest] = interaction.messages;
  if (!first || !newest) throw new Error('no mails');
  const other = { ...first, subject: newest.subject, from: { name: 'Paul', address: 'paul@mail.example' } };
  show({ ...interaction, messages: [{ ...other, date: '2026-01-05T10:00:00.000Z' }, newest] });
  testPage.place.querySelector<HTMLElement>('button[aria-label="More actions"]')?.focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => find('[role="menuitem"]', 'Paul')?.textContent).toMatch(/Paul.*2026/);
  expect(find('[role="menuitem"]', newest.from.name)?.textContent).toContain(newest.subject);
});

const question = {
  interactionId: '77' as never,
  rule: 'reference' as const,
  evidence: 'x@y',
  subject: 'Broken glasses',
  doubts: ['unknown-sender' as const],
};

test('a mail that may belong elsewhere asks whoever holds it, in the language of the screens', async () => {
  useLanguage.getState().setLanguage('fr');
  const interaction = { ...sample(), thread: { earlier: [], reasons: [], question } };
  const asked = show(interaction, { 'threads.answer': () => ({ change: null, interaction }) });
  expect(testPage.place.textContent).toContain('Ce courriel fait peut-être partie de « Broken glasses ».');
  expect(testPage.place.textContent).toContain('Son expéditeur est nouveau dans cet échange.');
  expect(await seriousFindings()).toEqual([]);
  find('button', 'Le laisser à part')?.click();
  await expect
    .poll(() => asked[0])
    .toEqual({
      name: 'threads.answer',
      input: { id: interaction.id, epoch: interaction.epoch, join: false },
    });
});

test('mails of before are shown, and why mails are together', async () => {
  const interaction = sample();
  const [first, newest] = interaction.messages;
  if (!first || !newest) throw new Error('no mails');
  show({
    ...interaction,
    messages: [newest],
    thread: {
      earlier: [{ ...first, text: 'From the closed one' }],
      reasons: [{ mailId: newest.id, rule: 'subject', evidence: 'Glasses again' }],
      question: null,
    },
  });
  expect(testPage.place.textContent).toContain('From the closed one');
  find('button', 'Why is it here?')?.click();
  // The panel is opened by the store.
  await expect
    .poll(() => document.querySelector('.why')?.textContent)
    .toContain('The same customer wrote “Glasses again” some days ago.');
  expect(document.querySelector('.why')?.textContent).toContain('1 mail is from before');
  expect(await seriousFindings()).toEqual([]);
});
