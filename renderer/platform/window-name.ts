/** Names this window until it is loaded anew, among all windows of the same agent. */
export const windowName: string = crypto.randomUUID();
