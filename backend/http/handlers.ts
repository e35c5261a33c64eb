import { archiveHandlers } from './archive-handlers.ts';
import { dictionaryHandlers } from './dictionary-handlers.ts';
import { draftHandlers } from './draft-handlers.ts';
import type { HandlerOptions, Handlers } from './handler.ts';
import { interactionHandlers } from './interaction-handlers.ts';
import { intakeHandlers } from './intake-handlers.ts';
import { mailServerHandlers } from './mail-server-handlers.ts';
import { outgoingHandlers } from './outgoing-handlers.ts';
import { sessionHandlers } from './session-handlers.ts';
import { textHandlers } from './text-handlers.ts';
import { threadHandlers } from './thread-handlers.ts';

/** Every operation of the contract; one that is missing here is a type error. */
export function createHandlers(options: HandlerOptions): Handlers {
  return {
    ...sessionHandlers(options),
    ...interactionHandlers(options),
    ...draftHandlers(options),
    ...outgoingHandlers(options),
    ...textHandlers(options),
    ...threadHandlers(options),
    ...dictionaryHandlers(options),
    ...archiveHandlers(options),
    ...intakeHandlers(options),
    ...mailServerHandlers(options),
  };
}
