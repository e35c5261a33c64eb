import { expect, test } from 'vitest';
import { createStore } from 'zustand';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { sampleRow } from '../testing/sample-work.ts';
import { watchMails } from './mail-watch.ts';
import type { WorkStores } from './work-stores.ts';

const row = sampleRow(Date.now(), 1, 'open', 5);
const mine: InteractionSummary = { ...row, state: 'open', agent: { id: '2' as never, name: 'Me' } };

test('a further mail on what I hold is told once; what I take, see moved away, or others hold is not', () => {
  const inbox = createStore(() => ({ interactions: new Map() })) as unknown as WorkStores['inbox'];
  const told: (string | null | undefined)[] = [];
  const { stop } = watchMails({
    inbox,
    me: '2',
    onNew: ({ newestMailId }) => {
      told.push(newestMailId);
    },
    onAnswered: () => undefined,
  });
  const put = (change: object) => {
    inbox.setState({ interactions: new Map([[mine.id, { ...mine, ...change }]]) } as never);
  };
  put({ newestMailId: '7' });
  put({ newestMailId: '9' });
  put({ newestMailId: '9', state: 'parked' });
  put({ newestMailId: '8' });
  // A split was undone.
  put({ newestMailId: '9' });
  put({ newestMailId: '12', agent: { id: '3', name: 'Other' } });
  put({ newestMailId: '12' });
  put({ newestMailId: '13', state: 'parked' });
  stop();
  put({ newestMailId: '14' });
  expect(told).toEqual(['9', '13']);
});

test('the answer of an expert that I waited for is told once', () => {
  const inbox = createStore(() => ({ interactions: new Map() })) as unknown as WorkStores['inbox'];
  const told: string[] = [];
  const { stop } = watchMails({
    inbox,
    me: '2',
    onNew: () => undefined,
    onAnswered: ({ expert }) => {
      told.push(expert?.expert.name ?? '');
    },
  });
  const put = (expert: object | undefined, change: object = {}) => {
    inbox.setState({ interactions: new Map([[mine.id, { ...mine, expert, ...change }]]) } as never);
  };
  const asked = { expert: { name: 'Eve', address: '' }, askedAt: '2026-01-01T00:00:00.000Z' };
  put({ ...asked, answeredAt: '2026-01-02T00:00:00.000Z' });
  put({ ...asked, answeredAt: null });
  put({ ...asked, answeredAt: '2026-01-03T00:00:00.000Z' });
  put({ ...asked, answeredAt: '2026-01-03T00:00:00.000Z' });
  put({ ...asked, answeredAt: null });
  put({ ...asked, answeredAt: '2026-01-04T00:00:00.000Z' }, { state: 'offered' });
  stop();
  expect(told).toEqual(['Eve']);
});
