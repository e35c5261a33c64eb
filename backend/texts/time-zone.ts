/** The zone of this machine (IANA), for tenants that name none. */
export const serverTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether this machine knows a time zone by that name (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The day that it is in a zone now, `YYYY-MM-DD`; Sweden writes dates this way. */
export function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
}
