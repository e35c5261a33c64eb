import type { CallInput, Reply } from '../../contract/desktop.ts';

/** Shows a notification of the browser if the person allowed it; asks once. Not being allowed is no failure. */
export async function showBrowserNotification(
  input: CallInput<'notifications.show'> | undefined,
  onClick: (tag: string) => void,
): Promise<Reply<unknown>> {
  const done = { ok: true, value: {} } as const;
  if (!input || !('Notification' in window)) return done;
  const permission =
    Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
  if (permission !== 'granted') return done;
  const { title, body, tag } = input;
  const notification = new Notification(title, { body, tag });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
    onClick(tag);
  });
  return done;
}
