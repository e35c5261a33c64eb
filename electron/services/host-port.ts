import type { HostState } from '../../contract/desktop.ts';
import type { HostLog } from './host-log.ts';
import type { SecretStore } from './secret-store.ts';

export interface HostNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** How a file reaches the person: through a dialog into a folder, or through the browser's downloads. */
export type FileDelivery =
  /** Null: the person cancelled. */
  | { readonly kind: 'dialog'; readonly choosePath: (suggestedName: string) => Promise<string | null> }
  /** Answers the address, on the renderer's own origin, from which the browser downloads it once. */
  | { readonly kind: 'download'; readonly offer: (name: string, bytes: Uint8Array) => string };

/** All that the services need from whatever hosts them. The desktop and the web edition implement it. */
export interface HostPort {
  readonly edition: HostState['edition'];
  readonly platform: HostState['platform'];
  readonly version: string;
  /** The person's languages, best first. */
  readonly locales: () => readonly string[];
  /** The folder of this installation's data; created when first written. */
  readonly profile: string;
  /** Whether settings outlive this run in the profile. In a browser they are the browser's. */
  readonly keepsSettings: boolean;
  readonly secrets: SecretStore;
  readonly delivery: FileDelivery;
  /** False: this host opens nothing itself, the browser does. */
  readonly openOutside: (url: string) => Promise<boolean>;
  /** Shows a notification of the system; calls back when it is clicked. */
  readonly notify: (notification: HostNotification, onClick: () => void) => void;
  /** The number on the dock or taskbar; 0 takes it away. */
  readonly setBadge: (count: number) => void;
  readonly log: HostLog;
}
