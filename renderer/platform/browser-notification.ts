import type { CallInput } from '../../contract/desktop.ts';

/** Shows a notification of the browser if the person allowed it; asks once. Not being allowed is no failure. */
export async function showBrowserNotification(
  { title, body, tag }: CallInput<'notifications.show'>,
  onClick: (tag: string) => void,
): Promise<void> {
  if (!('Notification' in window)) return;
  const permission =
    Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
  if (permission !== 'granted') return;
  const notification = new Notification(title, { body, tag });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
    onClick(tag);
  });
}
