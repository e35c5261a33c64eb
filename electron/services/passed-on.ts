import type { OperationName } from '../../contract/api/operations.ts';
import { passedOnCalls, type PassedOn } from '../../contract/desktop.ts';
import type { BackendClient, OperationInput } from './backend-client.ts';
import type { HandlerTable } from './dispatch.ts';

export type PassedOnHandlers = Pick<HandlerTable, PassedOn>;

/** The calls that go to the backend as they are. The dispatcher parses the answer, so it is not parsed here. */
export function createPassedOnHandlers(client: BackendClient): PassedOnHandlers {
  const pass = (name: OperationName) => (input: OperationInput<typeof name>) => client.request(name, input);
  return Object.fromEntries(passedOnCalls.map((name) => [name, pass(name)])) as unknown as PassedOnHandlers;
}
