import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CDPSession } from 'playwright-core';
import { createMembrane } from './membrane.ts';
import { runPreload, type FromPreload, type ToPreload } from './preload-world.ts';
import { createStructuredText } from './structured-text.ts';

const worldName = 'Electron Isolated Context';

/** The world of the preload in the main frame of one page, over every navigation. */
export interface IsolatedWorld {
  /** Lost when there is no document that could take it, as in Electron. */
  readonly post: (message: ToPreload) => Promise<void>;
}

/**
 * Prepares a page, before its first document, to run the preload in a world of its own. Subframes get neither the
 * preload nor its connection.
 */
export async function openIsolatedWorld(
  cdp: CDPSession,
  preload: string,
  onMessage: (message: FromPreload, answer: (message: ToPreload) => Promise<void>) => void,
): Promise<IsolatedWorld> {
  let context: number | null = null;
  await cdp.send('Page.enable');
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const mainFrame = frameTree.frame.id;

  cdp.on('Runtime.executionContextCreated', ({ context: created }) => {
    const { frameId } = created.auxData as { frameId?: string };
    if (created.name === worldName && frameId === mainFrame) context = created.id;
  });
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (executionContextId === context) context = null;
  });
  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== 'standInPost' || executionContextId !== context) return;
    onMessage(JSON.parse(payload) as FromPreload, (message) => postTo(executionContextId, message));
  });

  /** An answer for a document that is gone reaches nobody. */
  async function postTo(contextId: number, message: ToPreload): Promise<void> {
    if (contextId !== context) return;
    const expression = `standInReceive(${JSON.stringify(JSON.stringify(message))})`;
    await cdp.send('Runtime.evaluate', { contextId, expression }).catch(() => undefined);
  }

  await cdp.send('Runtime.enable');
  await cdp.send('Runtime.addBinding', { name: 'standInPost', executionContextName: worldName });
  const secret = JSON.stringify(randomUUID());
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: inMainFrame(`(${createMembrane.toString()})('page', ${secret});`),
  });
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    worldName,
    source: inMainFrame(`
      const membrane = (${createMembrane.toString()})('preload', ${secret});
      const text = (${createStructuredText.toString()})();
      (${runPreload.toString()})(membrane, text, (require, module, exports) => {
        ${await readPreload(preload)}
      });`),
  });

  return {
    async post(message) {
      if (context !== null) await postTo(context, message);
    },
  };
}

async function readPreload(file: string): Promise<string> {
  const source = await readFile(file, 'utf8');
  if (/^\s*(import|export)\s/m.test(source)) throw new Error(`a sandboxed preload must be CommonJS: ${file}`);
  return `${source}\n//# sourceURL=${file}\n`;
}

function inMainFrame(script: string): string {
  return `if (window === window.top) { ${script} }`;
}
