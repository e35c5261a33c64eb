/** The initial response of XOAUTH2, in base64 (https://developers.google.com/gmail/imap/xoauth2-protocol). */
export function writeXoauth2(user: string, token: string): string {
  return Buffer.from(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64');
}
