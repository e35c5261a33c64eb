import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { findFreePorts, startGuarded, waitForGreeting } from './guarded-process.ts';
import { findServerAccount, runsAsRoot, type ServerAccount } from './server-account.ts';

export interface Dovecot extends AsyncDisposable {
  readonly host: string;
  /** Plain and STARTTLS. */
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly lmtpPort: number;
  /** PEM file of the certificate, for `localhost` and 127.0.0.1, that it signs itself. */
  readonly caFile: string;
  readonly log: () => Promise<string>;
  /** What a lost index does: every mail gets a new UID under a new UIDVALIDITY. */
  readonly renumber: (user: string, folder?: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface DovecotSettings {
  /** Password by user. */
  readonly users: Readonly<Record<string, string>>;
  /** Special-use folders by their names. */
  readonly folders?: Readonly<Record<string, 'Sent' | 'Trash' | 'Drafts' | 'Archive' | 'none'>>;
  /** IMAP capabilities it shall not have, to test what is done without them. */
  readonly without?: readonly string[];
  /** Where tokens are looked up (RFC 7662); users sign in by them besides their passwords. */
  readonly introspectionUrl?: string;
  /** Further lines of its configuration. */
  readonly more?: string;
}

const capabilities =
  'IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE UIDPLUS MOVE SPECIAL-USE NAMESPACE LIST-EXTENDED CHILDREN CONDSTORE UNSELECT';

/** A real Dovecot on loopback ports in a temporary folder; as root or not; gone with this process. */
export async function startDovecot(settings: DovecotSettings): Promise<Dovecot> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-dovecot-'));
  await chmod(home, 0o755);
  const account = await findServerAccount();
  const [imapPort = 0, imapsPort = 0, pop3Port = 0, pop3sPort = 0, lmtpPort = 0] = await findFreePorts(5);
  const caFile = path.join(home, 'certificate.pem');
  const made = makeSelfSignedCertificate({ names: ['localhost', '127.0.0.1'] });
  await writeFile(caFile, made.certificate);
  await writeFile(path.join(home, 'key.pem'), made.key);
  for (const name of ['mail', 'run', 'state']) {
    await mkdir(path.join(home, name));
    if (runsAsRoot() && name !== 'run') await chown(path.join(home, name), account.uid, account.gid);
  }
  await writeFile(
    path.join(home, 'users'),
    Object.entries(settings.users)
      .map(([user, password]) => `${user}:{PLAIN}${password}::::::\n`)
      .join(''),
  );
  if (settings.introspectionUrl !== undefined)
    await writeFile(path.join(home, 'oauth2.ext'), describeIntrospection(settings.introspectionUrl));
  await writeFile(
    path.join(home, 'dovecot.conf'),
    describe(home, account, { imapPort, imapsPort, pop3Port, pop3sPort, lmtpPort }, settings),
  );
  const server = startGuarded(['/usr/sbin/dovecot', '-F', '-c', path.join(home, 'dovecot.conf')], home);
  const log = async (): Promise<string> =>
    readFile(path.join(home, 'dovecot.log'), 'utf8').catch(() => '(no log)');
  await waitForGreeting(imapPort, server, log);
  await waitForGreeting(pop3Port, server, log);
  await waitForGreeting(lmtpPort, server, log);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  return {
    host: 'localhost',
    imapPort,
    imapsPort,
    pop3Port,
    pop3sPort,
    lmtpPort,
    caFile,
    log,
    async renumber(user, folder = 'INBOX') {
      const maildir = path.join(home, 'mail', user, folder === 'INBOX' ? '' : `.${folder}`);
      for (const name of await readdir(maildir)) {
        if (name.startsWith('dovecot-uidlist') || name.startsWith('dovecot.index')) {
          await rm(path.join(maildir, name), { force: true });
        }
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Ports {
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly lmtpPort: number;
}

function describe(home: string, account: ServerAccount, ports: Ports, settings: DovecotSettings): string {
  const folders = settings.folders ?? { Sent: 'Sent', Trash: 'Trash', Drafts: 'Drafts', Archive: 'Archive' };
  const without = settings.without ?? [];
  const offered = capabilities.split(' ').filter((name) => !without.includes(name));
  return `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
default_internal_user = ${account.name}
default_internal_group = ${account.group}
default_login_user = ${account.name}
first_valid_uid = ${account.uid}
first_valid_gid = 0
mail_location = maildir:${home}/mail/%u
mailbox_idle_check_interval = 1s
auth_mechanisms = plain login${settings.introspectionUrl === undefined ? '' : ' xoauth2 oauthbearer'}
auth_username_format = %Lu
auth_failure_delay = 0
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${home}/certificate.pem
ssl_key = <${home}/key.pem
mail_max_userip_connections = 200
${without.length > 0 ? `protocol imap {\n  imap_capability = ${offered.join(' ')}\n}` : ''}
passdb {
  driver = passwd-file
  mechanisms = plain login
  args = ${home}/users
}
${
  settings.introspectionUrl === undefined
    ? ''
    : `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${home}/oauth2.ext
}`
}
userdb {
  driver = static
  args = uid=${account.uid} gid=${account.gid} home=${home}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
${Object.entries(folders)
  .map(
    ([name, use]) =>
      `  mailbox "${name}" {\n    auto = create\n${use === 'none' ? '' : `    special_use = \\${use}\n`}  }`,
  )
  .join('\n')}
}
${service('anvil', '  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n')}
${service('stats')}
${service('imap-urlauth-login')}
${service('imap-login', `${listener('imap', ports.imapPort, false)}${listener('imaps', ports.imapsPort, true)}`)}
${service('pop3-login', `${listener('pop3', ports.pop3Port, false)}${listener('pop3s', ports.pop3sPort, true)}`)}
${service('lmtp', `${listener('lmtp', ports.lmtpPort, false)}  user = ${account.name}\n`)}
${runsAsRoot() ? '' : `service auth {\n  user = ${account.name}\n}\nservice auth-worker {\n  user = ${account.name}\n}`}
${settings.more ?? ''}
`;
}

/** Without the chroot that needs root. */
function service(name: string, more = ''): string {
  return `service ${name} {\n  chroot =\n${more}}`;
}

function listener(name: string, port: number, ssl: boolean): string {
  return `  inet_listener ${name} {\n    address = 127.0.0.1\n    port = ${port}\n    ssl = ${ssl ? 'yes' : 'no'}\n  }\n`;
}

function describeIntrospection(url: string): string {
  return `introspection_mode = post
introspection_url = ${url}
username_attribute = email
active_attribute = active
active_value = true
`;
}
