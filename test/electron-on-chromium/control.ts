import { assertNever } from '../../contract/assert-never.ts';
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import type { ControlAnswer, ControlMessage, ControlRequest, RecordSnapshot } from './control-messages.ts';
import { ipcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { powerMonitor } from './power-monitor.ts';
import { makeEvent } from './preventable-event.ts';
import { record } from './record.ts';

/** Does what a test asks, where it has started this process with an IPC channel. Ends with the test. */
export function obeyTest(): void {
  if (!process.send) return;
  process.on('message', (message: ControlMessage) => {
    void answer(message);
  });
  process.on('disconnect', () => process.exit(1));
  app.on('stand-in-window-shown', () => {
    send({ event: 'shown' });
  });
}

function send(reply: ControlAnswer): void {
  process.send?.(reply);
}

async function answer({ number, request }: ControlMessage): Promise<void> {
  try {
    send({ number, value: (await obey(request)) ?? null });
  } catch (cause) {
    send({ number, failure: cause instanceof Error ? cause.message : String(cause) });
  }
}

async function obey(request: ControlRequest): Promise<unknown> {
  switch (request.do) {
    case 'answer-dialog':
      return record.answers.push(request.answer);
    case 'read-record':
      return snapshot();
    case 'click-notification':
      return record.notifications[request.index]?.click();
    case 'choose-menu':
      return Menu.choose(request.id);
    case 'invoke': {
      const { channel, input, contentsId, senderFrame } = request;
      return ipcMain.invoke({ type: 'frame', sender: { id: contentsId }, senderFrame }, channel, [input]);
    }
    case 'list-channels':
      return ipcMain.channels();
    case 'tell-crash': {
      const gone = { reason: 'crashed', exitCode: 1 };
      return BrowserWindow.getAllWindows()[0]?.webContents.emit('render-process-gone', makeEvent({}), gone);
    }
    case 'set-bounds':
      return BrowserWindow.getAllWindows()[0]?.setBounds(request.bounds);
    case 'second-instance':
      return app.emit('second-instance', makeEvent({}), [], process.cwd(), {});
    case 'resume':
      return powerMonitor.emit('resume');
    case 'quit':
      return app.quit();
    default:
      return assertNever(request);
  }
}

function snapshot(): RecordSnapshot {
  const { dialogs, notifications, opened, blocked, badge } = record;
  return {
    dialogs,
    opened,
    blocked,
    badge,
    notifications: notifications.map(({ title, body }) => ({ title, body })),
  };
}
