import { readArchivedMail } from '../archive/read-archived-mail.ts';
import { searchArchive } from '../archive/search-archive.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `archive.${string}`>;

export function archiveHandlers({ db }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'archive.search': async ({ before, ...search }, { viewer }) => ({
      mails: await searchArchive(db, viewer, { ...search, before: before ?? null }),
    }),
    'archive.read': ({ id }, { viewer }) => readArchivedMail(db, viewer, id),
  };
}
