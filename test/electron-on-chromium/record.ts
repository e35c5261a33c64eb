/** What the app under test has done to the outside; the test reads it through the control channel. */
export const record = {
  dialogs: [] as { readonly kind: string; readonly options: unknown; readonly answer: unknown }[],
  /** Answers that the test has laid out for coming dialogs, in order. */
  answers: [] as unknown[],
  notifications: [] as { readonly title: string; readonly body: string; readonly click: () => void }[],
  opened: [] as string[],
  /** Addresses that were refused: navigations, windows, requests into the network. */
  blocked: [] as string[],
  badge: 0,
};
