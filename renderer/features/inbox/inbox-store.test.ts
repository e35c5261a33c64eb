import { expect, test } from 'vitest';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { agentId } from '../../testing/sample-work.ts';
import { sampleDraft } from '../reply/testing/samples.ts';
import { createInboxStore } from './inbox-store.ts';
import { selectMine, selectWaiting } from './interactions.ts';

test('an event that arrives while the lists are read is not lost to the older lists', async () => {
  const bridge = createSampleBridge({ waiting: 3 });
  const store = createInboxStore(createDesktop(bridge));
  const loading = store.getState().load(agentId);
  const listed = await createDesktop(bridge).call('interactions.list', { list: 'waiting' });
  const first = listed.interactions[0];
  if (!first) throw new Error('nothing waits');
  store.getState().apply({
    type: 'interaction.changed',
    revision: 9,
    interaction: { ...first, epoch: 5, subject: 'Changed meanwhile' },
  });
  await loading;
  expect(store.getState().interactions.get(first.id)?.subject).toBe('Changed meanwhile');
});

test('accepting moves an offer to the open ones before any event comes', async () => {
  const store = createInboxStore(createDesktop(createSampleBridge()));
  await store.getState().load(agentId);
  const offer = selectMine(store.getState().interactions, agentId).offers[0];
  if (!offer) throw new Error('nothing is offered');
  const interaction = await store.getState().accept(offer.id);
  expect(interaction.messages.length).toBeGreaterThan(0);
  expect(store.getState().interactions.get(offer.id)?.state).toBe('open');
});

test('what was closed before the answer to its taking came does not come back', async () => {
  const answer = Promise.withResolvers<object>();
  const bridge = createSampleBridge({
    waiting: 3,
    answers: { 'interactions.pick': () => answer.promise },
  });
  const store = createInboxStore(createDesktop(bridge));
  await store.getState().load(agentId);
  const [first] = selectWaiting(store.getState().interactions, null);
  if (!first) throw new Error('nothing waits');
  const picked = store.getState().pick(first.id);
  const taken = { ...first, state: 'open', epoch: 2, agent: { id: agentId, name: 'Elin' } } as const;
  store.getState().apply({ type: 'interaction.changed', revision: 8, interaction: taken });
  const interaction = { ...first, state: 'closed', epoch: 3 } as const;
  store.getState().apply({ type: 'interaction.changed', revision: 9, interaction });
  answer.resolve(sampleInteraction(Date.now(), taken));
  await picked;
  expect(store.getState().interactions.has(first.id)).toBe(false);
});

test('an offer that is gone rejects with its code, and the list stays', async () => {
  const store = createInboxStore(
    createDesktop(createSampleBridge({ failing: { 'interactions.accept': 'offer-gone' } })),
  );
  await store.getState().load(agentId);
  const offer = selectMine(store.getState().interactions, agentId).offers[0];
  if (!offer) throw new Error('nothing is offered');
  await expect(store.getState().accept(offer.id)).rejects.toMatchObject({ code: 'offer-gone' });
  expect(store.getState().interactions.has(offer.id)).toBe(true);
});

test('a list that cannot be read says why and keeps what was known', async () => {
  const store = createInboxStore(
    createDesktop(createSampleBridge({ failing: { 'interactions.list': 'unreachable' } })),
  );
  await store.getState().load(agentId);
  expect(store.getState()).toMatchObject({ loading: 'failed', failure: 'unreachable' });
  expect(selectWaiting(store.getState().interactions, null)).toEqual([]);
});

test('the row of a new mail follows what is written in it', async () => {
  const written = { ...sampleDraft({ interactionId: null }), subject: '' };
  const bridge = createSampleBridge({ answers: { 'drafts.list': () => ({ drafts: [{ ...written }] }) } });
  const store = createInboxStore(createDesktop(bridge));
  await store.getState().load(agentId);
  for (const [index, subject] of ['Your', 'Your order'].entries()) {
    written.subject = subject;
    store.getState().apply({
      type: 'draft.changed',
      revision: 9 + index,
      draftId: written.id,
      draftRevision: 2 + index,
      author: agentId,
    });
  }
  await expect.poll(() => store.getState().drafts[0]?.subject).toBe('Your order');
});
