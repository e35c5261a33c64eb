import { answerQuestion } from '../threads/answer-question.ts';
import { mergeThreads } from '../threads/merge-threads.ts';
import { listMergeTargets } from '../threads/read-thread.ts';
import { moveMail, splitThread } from '../threads/split-thread.ts';
import { undoChange } from '../threads/undo-change.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `threads.${string}`>;

export function threadHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'threads.split': ({ mail, ...lease }, { viewer }) => splitThread(db, viewer, lease, mail),
    'threads.move': ({ mail, into, ...lease }, { viewer }) => moveMail(db, viewer, lease, mail, into),
    'threads.merge': ({ into, ...lease }, { viewer }) => mergeThreads(db, viewer, lease, into),
    'threads.answer': ({ join, ...lease }, { viewer }) => answerQuestion(db, viewer, lease, join),
    'threads.undo': async ({ change }, { viewer }) => ({ interaction: await undoChange(db, viewer, change) }),
    'threads.targets': async ({ id, text }, { viewer }) => ({
      interactions: await listMergeTargets(db, viewer, id, text),
    }),
  };
}
