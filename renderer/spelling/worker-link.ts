import type { Numbered, WorkerAnswer, WorkerQuestion } from './worker-messages.ts';

/** The worker did not answer in time, or died; it has been ended. */
export class WorkerStuckError extends Error {
  override readonly name = 'WorkerStuckError';
}

/** Questions and answers with one spelling worker. Questions are answered in order. */
export interface WorkerLink {
  /** Rejects with {@link WorkerStuckError} when no answer comes within `milliseconds`; the worker is ended then. */
  readonly ask: (question: WorkerQuestion, milliseconds: number) => Promise<WorkerAnswer>;
  readonly isEnded: () => boolean;
  readonly end: () => void;
}

interface Waiting {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

export function startSpellingWorker(): Worker {
  return new Worker(new URL('./spelling-worker.ts', import.meta.url), { type: 'module', name: 'spelling' });
}

export function linkWorker(worker: Worker): WorkerLink {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isEnded = false;

  function end(reason: string): void {
    if (isEnded) return;
    isEnded = true;
    worker.terminate();
    for (const { reject } of waiting.values()) reject(new WorkerStuckError(reason));
    waiting.clear();
  }

  worker.addEventListener('message', (event: MessageEvent<Numbered<WorkerAnswer>>) => {
    const entry = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    entry?.resolve(event.data.message);
  });
  worker.addEventListener('error', (event) => {
    end(`the spelling worker failed: ${event.message}`);
  });

  return {
    ask(question, milliseconds) {
      if (isEnded) return Promise.reject(new WorkerStuckError('the spelling worker has ended'));
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          end(`no answer to "${question.type}" within ${milliseconds} ms`);
        }, milliseconds);
        waiting.set(id, {
          resolve(answer) {
            clearTimeout(timer);
            resolve(answer);
          },
          reject(error) {
            clearTimeout(timer);
            reject(error);
          },
        });
        // eslint-disable-next-line unicorn/require-post-message-target-origin
        worker.postMessage({ id, message: question } satisfies Numbered<WorkerQuestion>);
      });
    },
    isEnded: () => isEnded,
    end() {
      end('the dictionary was closed');
    },
  };
}
