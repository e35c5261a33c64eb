import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpServer } from '../../../contract/domain/mail-server.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { ConnectionFindings } from '../connection-trial.ts';
import { describeSmtp, openSmtpTunnel } from './smtp-settings.ts';
import { describeSmtpSignIn } from './smtp-sign-in.ts';

/** Signs in to a server that sends, and sends nothing. */
export async function trySmtp(server: SmtpServer, secrets: ConnectionSecrets): Promise<ConnectionFindings> {
  const credentials = await resolveCredentials(server, secrets);
  const signIn = describeSmtpSignIn(credentials);
  const tunnel = await openSmtpTunnel(server, credentials);
  const connection = new SMTPConnection({
    ...describeSmtp(server, credentials),
    socketTimeout: server.protocolTimeoutSeconds * 1000,
    ...(tunnel ? { connection: tunnel } : {}),
    ...(signIn ? { customAuth: signIn.customAuth } : {}),
  });
  const { promise: broken, reject: breakOff } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  connection.on('error', breakOff);
  connection.once('end', () => setImmediate(() => breakOff(new Error('the server closed the connection'))));
  try {
    await Promise.race([settled((done) => connection.connect(done)), broken]);
    if (signIn) await Promise.race([settled((done) => connection.login(signIn.login, done)), broken]);
    connection.quit();
    return { found: signIn ? 'signed in' : 'connected, without signing in', remarks: [] };
  } finally {
    connection.close();
  }
}

async function settled(step: (done: (error?: Error | null) => void) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  step((error) => (error ? reject(error) : resolve()));
  return promise;
}
