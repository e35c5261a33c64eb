import { assertNever } from '../../contract/assert-never.ts';
import type { LoadedDictionary } from './engine/spelling-engine.ts';
import type { Numbered, WorkerAnswer, WorkerQuestion } from './worker-messages.ts';

// One dictionary in a thread of its own, so that nothing it does can hold up a keystroke.

let loaded: LoadedDictionary | null = null;

self.addEventListener('message', (event: MessageEvent<Numbered<WorkerQuestion>>) => {
  void reply(event.data);
});

async function reply({ id, message }: Numbered<WorkerQuestion>): Promise<void> {
  let given: WorkerAnswer;
  try {
    given = await answer(message);
  } catch (error) {
    given = { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  // To the page that started this worker; a worker has no origin to name.
  // eslint-disable-next-line unicorn/require-post-message-target-origin
  self.postMessage({ id, message: given } satisfies Numbered<WorkerAnswer>);
}

async function answer(question: WorkerQuestion): Promise<WorkerAnswer> {
  switch (question.type) {
    case 'open': {
      if (question.engine === 'nspell') return { type: 'files-needed' };
      const { openHunspell } = await import('./engine/open-hunspell.ts');
      loaded = await openHunspell(question.sha256);
      return loaded === null ? { type: 'files-needed' } : { type: 'opened', source: 'snapshot' };
    }
    case 'load': {
      if (question.engine === 'nspell') {
        const { loadWithNspell } = await import('./engine/nspell-engine.ts');
        loaded = loadWithNspell(question.files);
      } else {
        const { loadHunspell } = await import('./engine/open-hunspell.ts');
        loaded = await loadHunspell(question.sha256, question.files);
      }
      return { type: 'opened', source: 'files' };
    }
    case 'check': {
      const dictionary = requireLoaded();
      return { type: 'checked', verdicts: question.words.map((word) => dictionary.isCorrect(word)) };
    }
    case 'suggest':
      return { type: 'suggested', suggestions: requireLoaded().suggest(question.word) };
    default:
      return assertNever(question);
  }
}

function requireLoaded(): LoadedDictionary {
  if (loaded === null) throw new Error('no dictionary is loaded');
  return loaded;
}
