import { Notification } from 'electron';
import type { HostNotification } from '../services/host-port.ts';

/** Shows notifications of the system; a newer one of the same tag replaces the older. */
export function createNotifications(): (notification: HostNotification, onClick: () => void) => void {
  // Held, or they are collected together with their click.
  const shown = new Map<string, Notification>();
  return ({ title, body, tag }, onClick) => {
    if (!Notification.isSupported()) return;
    shown.get(tag)?.close();
    const notification = new Notification({ title, body });
    const forget = () => {
      if (shown.get(tag) === notification) shown.delete(tag);
    };
    notification.on('click', () => {
      forget();
      onClick();
    });
    notification.on('close', forget);
    shown.set(tag, notification);
    notification.show();
  };
}
