import { listAutomaticMails, releaseAutomaticMail } from '../automatic/automatic-mails.ts';
import { sendTranscript } from '../automatic/send-transcript.ts';
import { listBlockedMails, releaseBlockedMail } from '../intake/blocking/blocked-mails.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `blockedMails.${string}` | `automaticMails.${string}`>;

export function intakeHandlers({ db, log }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'blockedMails.list': async ({ released, before, limit }, { viewer }) => ({
      mails: await listBlockedMails(db, viewer, {
        released: released === 'true',
        limit,
        before: before ?? null,
      }),
    }),
    'blockedMails.release': ({ mail }, { viewer }) => releaseBlockedMail(db, viewer, mail),
    'automaticMails.list': async ({ state, before, limit }, { viewer }) => ({
      mails: await listAutomaticMails(db, viewer, { state, limit, before: before ?? null }),
    }),
    'automaticMails.release': ({ id }, { viewer }) => releaseAutomaticMail(db, viewer, id),
    'automaticMails.sendTranscript': (request, { viewer }) => sendTranscript(db, viewer, request, log),
  };
}
