import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { findFreePorts, startGuarded, waitForGreeting } from './guarded-process.ts';
import { findServerAccount, runsAsRoot } from './server-account.ts';

export interface Exim extends AsyncDisposable {
  readonly host: string;
  /** Plain and STARTTLS. */
  readonly smtpPort: number;
  readonly smtpsPort: number;
  readonly caFile: string;
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface EximSettings {
  readonly user: string;
  readonly password: string;
  /** Mail for this domain goes to the LMTP port; `nosuch@` is refused (550), `greylist@` deferred (451). */
  readonly localDomain: string;
  readonly lmtpPort: number;
  /** All other mail goes to an SMTP server on this loopback port. */
  readonly relayPort: number;
}

/** A real Exim that takes mail over after AUTH on STARTTLS or TLS; as root or not; gone with this process. */
export async function startExim(settings: EximSettings): Promise<Exim> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-exim-'));
  await chmod(home, 0o755);
  const account = await findServerAccount();
  const [smtpPort = 0, smtpsPort = 0] = await findFreePorts(2);
  const caFile = path.join(home, 'certificate.pem');
  const made = makeSelfSignedCertificate({ names: ['localhost', '127.0.0.1'] });
  await writeFile(caFile, made.certificate);
  await writeFile(path.join(home, 'key.pem'), made.key);
  for (const name of ['spool', 'log']) await mkdir(path.join(home, name));
  if (runsAsRoot()) {
    for (const name of ['', 'spool', 'log', 'key.pem'])
      await chown(path.join(home, name), account.uid, account.gid);
  }
  const configuration = path.join(home, 'exim.conf');
  await writeFile(configuration, describe(home, account, smtpPort, smtpsPort, settings));
  const server = startGuarded(['/usr/sbin/exim4', '-C', configuration, '-bdf', '-q5s'], home);
  const log = async (): Promise<string> =>
    readFile(path.join(home, 'log', 'mainlog'), 'utf8').catch(() => '(no log)');
  await waitForGreeting(smtpPort, server, log);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  return { host: 'localhost', smtpPort, smtpsPort, caFile, log, stop, [Symbol.asyncDispose]: stop };
}

function describe(
  home: string,
  account: { readonly name: string; readonly group: string },
  smtpPort: number,
  smtpsPort: number,
  settings: EximSettings,
): string {
  const matches = (user: string, password: string): string =>
    `\${if and{{eq{${user}}{${settings.user}}}{eq{${password}}{${settings.password}}}}}`;
  return `
keep_environment =
exim_user = ${account.name}
exim_group = ${account.group}
spool_directory = ${home}/spool
log_file_path = ${home}/log/%slog
pid_file_path = ${home}/exim.pid
primary_hostname = mx.${settings.localDomain}
qualify_domain = ${settings.localDomain}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${smtpPort} : ${smtpsPort}
tls_on_connect_ports = ${smtpsPort}
tls_advertise_hosts = *
dsn_advertise_hosts = *
tls_certificate = ${home}/certificate.pem
tls_privatekey = ${home}/key.pem
smtp_accept_max = 100
smtp_accept_max_per_host = 100
smtp_accept_queue_per_connection = 1000
smtp_enforce_sync = false
queue_run_max = 4
message_size_limit = 50M
never_users =
deliver_drop_privilege = true
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = check_recipient
acl_smtp_data = accept
begin acl
check_recipient:
  deny   message = 550 5.1.1 no such user
         local_parts = nosuch
         domains = ${settings.localDomain}
  defer  message = 451 4.7.1 greylisted
         local_parts = greylist
  accept authenticated = *
  accept domains = ${settings.localDomain}
  deny   message = 550 5.7.1 relay not permitted
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${matches('$auth2', '$auth3')}
  server_set_id = $auth2
  server_advertise_condition = \${if def:tls_in_cipher}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${matches('$auth1', '$auth2')}
  server_set_id = $auth1
  server_advertise_condition = \${if def:tls_in_cipher}
begin routers
local:
  driver = manualroute
  domains = ${settings.localDomain}
  route_list = * 127.0.0.1::${settings.lmtpPort}
  transport = lmtp
  self = send
elsewhere:
  driver = manualroute
  route_list = * 127.0.0.1::${settings.relayPort}
  transport = smtp
  self = send
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  port = ${settings.lmtpPort}
  hosts_try_fastopen =
smtp:
  driver = smtp
  hosts_try_fastopen =
begin retry
* * F,1h,1s
`;
}
