import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What the tests use of the system: a file that shows it is there, and Debian's package that brings it. */
const needed = [
  { what: 'Chromium', file: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium', package: 'chromium' },
  { what: 'Dovecot IMAP', file: '/usr/lib/dovecot/imap', package: 'dovecot-imapd' },
  { what: 'Dovecot LMTP', file: '/usr/lib/dovecot/lmtp', package: 'dovecot-lmtpd' },
  { what: 'Dovecot POP3', file: '/usr/lib/dovecot/pop3', package: 'dovecot-pop3d' },
  { what: 'Exim', file: '/usr/sbin/exim4', package: 'exim4-daemon-light' },
  { what: 'OpenSSL', file: '/usr/bin/openssl', package: 'openssl' },
  {
    what: 'Noto fonts',
    file: '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
    package: 'fonts-noto-core',
  },
  {
    what: 'Noto CJK fonts',
    file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
    package: 'fonts-noto-cjk',
  },
  {
    what: 'Noto emoji',
    file: '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf',
    package: 'fonts-noto-color-emoji',
  },
];

/** Installs what is missing with apt where that needs no password; else names it and ends with exit code 1. */
export function ensureSystemPackages() {
  const missing = needed.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return;
  const names = missing.map((item) => item.package);
  const become = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const mayInstall =
    existsSync('/usr/bin/apt-get') &&
    (become.length === 0 || spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0);
  if (mayInstall) {
    console.log(`Installing with apt: ${names.join(' ')} …`);
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
      const [command = 'apt-get', ...rest] = [
        ...become,
        'env',
        'DEBIAN_FRONTEND=noninteractive',
        'apt-get',
        '-qq',
        ...args,
      ];
      spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
    }
  }
  const still = missing.filter(({ file }) => !existsSync(file));
  if (still.length === 0) return;
  console.error('The tests need these programs, which are not on this machine:');
  for (const item of still) console.error(`  ${item.what} (${item.file}), in Debian: ${item.package}`);
  console.error(
    `Install them, for instance: sudo apt-get install ${still.map((item) => item.package).join(' ')}`,
  );
  process.exit(1);
}
