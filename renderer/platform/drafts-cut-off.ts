import type { z } from 'zod';
import { calls, type CallName, type DraftSafety, type Reply } from '../../contract/desktop.ts';
import { me } from '../../contract/api/session.ts';
import type { AgentId } from '../../contract/domain/ids.ts';
import { draftsInBrowser, forgetInBrowser, keepInBrowser } from './browser-drafts.ts';
import { livingWindows } from './living-windows.ts';
import { windowName } from './window-name.ts';

type Post = (name: CallName, input: unknown) => Promise<Reply<unknown>>;
type Keep = z.output<(typeof calls)['drafts.keep']['input']>;

/** The host did not take the words, or knows nobody to take them for: it was started anew. */
const notTaken: readonly string[] = ['unreachable', 'not-signed-in'];
const opening: ReadonlySet<CallName> = new Set(['drafts.open', 'drafts.read', 'drafts.list']);
const ending: ReadonlySet<CallName> = new Set(['drafts.send', 'drafts.discard']);

/**
 * Calls of the host, with words of drafts kept in the browser while it does not take them:
 *
 *   kept by the host ──no answer──► kept in the browser ──answer, or a draft is opened──► handed to the host
 *
 * The host's journal takes what is handed over with the revision that it was written on: where the backend has a newer
 * text, both are shown and the person chooses. What a living window typed is that window's to hand over.
 */
export function createDraftsCutOff(post: Post): { readonly call: Post; readonly noteLoss: () => void } {
  let agent: AgentId | null = null;
  /** Whose each draft is: a late keep after another agent has signed in is still the first one's. */
  const owners = new Map<string, AgentId>();
  let isCutOff = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: an older text that is handed over never overtakes a newer one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function keep(input: Keep): Promise<Reply<unknown>> {
    const { id, baseRevision, content, writer } = input;
    const owner = owners.get(id) ?? agent;
    if (owner === null) return post('drafts.keep', input);
    owners.set(id, owner);
    const store = () =>
      keepInBrowser({ agent: owner, id, writer, baseRevision, content, keptAt: new Date().toISOString() });
    // First, where no answer is expected: the page may be gone before it is known that there is none.
    if (isCutOff) store();
    const reply = await post('drafts.keep', input);
    if (reply.ok) {
      isCutOff = false;
      forgetInBrowser({ agent: owner, id, writer });
      return reply;
    }
    if (!notTaken.includes(reply.error.code)) return reply;
    isCutOff = true;
    if (!store()) return reply;
    const safety: DraftSafety = {
      draftId: id,
      saved: 'browser',
      revision: baseRevision,
      failure: null,
      writer,
    };
    return { ok: true, value: safety };
  }

  async function handOver(): Promise<void> {
    if (agent === null || draftsInBrowser(agent).length === 0) return;
    const living = await livingWindows();
    for (const { draft, remove } of draftsInBrowser(agent)) {
      const isOwn = draft.writer === windowName;
      if (!isOwn && living.has(draft.writer)) continue;
      const { id, baseRevision, content } = draft;
      // Under a name of its own: the host must not take it for newer words of a window that it knows.
      const writer = isOwn ? windowName : crypto.randomUUID();
      const reply = await post('drafts.keep', { id, baseRevision, content, writer });
      if (reply.ok) remove();
    }
  }

  function noteAgent(reply: Reply<unknown>, read: (value: unknown) => unknown): void {
    if (!reply.ok) return;
    const known = me.safeParse(read(reply.value));
    if (known.success) agent = known.data.agent.id;
  }

  async function call(name: CallName, input: unknown): Promise<Reply<unknown>> {
    if (name === 'drafts.keep') {
      const parsed = calls[name].input.safeParse(input);
      return parsed.success ? inTurn(() => keep(parsed.data)) : post(name, input);
    }
    if (opening.has(name)) await inTurn(handOver);
    const reply = await post(name, input);
    if (name === 'host.state') noteAgent(reply, (value) => (value as { me?: unknown }).me);
    else if (name === 'session.signIn') noteAgent(reply, (value) => value);
    else if (ending.has(name) && reply.ok && agent !== null) {
      const { id } = calls['drafts.discard'].input.parse(input);
      for (const { remove } of draftsInBrowser(agent, id)) remove();
    }
    return reply;
  }

  return {
    call,
    noteLoss() {
      isCutOff = true;
    },
  };
}
