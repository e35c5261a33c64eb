/** A larger message is refused by the listener where nothing else is configured. */
export const usualMaximumMessageBytes = 50 * 1024 * 1024;
