/** The part of Electron's event objects by which a listener holds something back. */
export interface PreventableEvent {
  readonly preventDefault: () => void;
  readonly defaultPrevented: boolean;
}

export function makeEvent<T extends object>(fields: T): T & PreventableEvent {
  let prevented = false;
  return Object.defineProperties(
    { ...fields },
    {
      preventDefault: {
        value: () => {
          prevented = true;
        },
      },
      defaultPrevented: { get: () => prevented },
    },
  ) as T & PreventableEvent;
}
