import { EventEmitter } from 'node:events';
import { makeEvent } from './preventable-event.ts';
import { record } from './record.ts';

export class Notification extends EventEmitter {
  readonly title: string;
  readonly body: string;

  static isSupported(): boolean {
    return true;
  }
  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super();
    this.title = title;
    this.body = body;
  }
  show(): void {
    const { title, body } = this;
    record.notifications.push({ title, body, click: () => this.emit('click', makeEvent({})) });
    this.emit('show', makeEvent({}));
  }
  close(): void {
    this.emit('close', makeEvent({}));
  }
}
