import { expect, test } from 'vitest';
import { parseOutsideLink } from './links.ts';

test.each([
  ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
  ['http://example.org', 'http://example.org/'],
  ['HTTPS://EXAMPLE.org/%7e', 'https://example.org/%7e'],
  ['mailto:jo@example.org?subject=x', 'mailto:jo@example.org?subject=x'],
  ['tel:+3512345', 'tel:+3512345'],
  [' https://example.org/\n', 'https://example.org/'],
])('%j is opened as %j', (text, opened) => {
  expect(parseOutsideLink(text)).toBe(opened);
});

const schemes = [
  'about',
  'app',
  'blob',
  'calculator',
  'chrome',
  'data',
  'devtools',
  'dict',
  'facetime',
  'file',
  'filesystem',
  'ftp',
  'gopher',
  'intent',
  'itms-services',
  'jar',
  'javascript',
  'ldap',
  'ms-appinstaller',
  'ms-cxh-full',
  'ms-excel',
  'ms-msdt',
  'ms-officecmd',
  'ms-search',
  'ms-settings',
  'ms-word',
  'nfs',
  'onenote',
  'resource',
  'search-ms',
  'sftp',
  'shell',
  'sms',
  'smb',
  'ssh',
  'steam',
  'telnet',
  'vbscript',
  'view-source',
  'vscode',
  'webcal',
  'ws',
  'wss',
  'x-apple.systempreferences',
  'zoommtg',
];

test.each(schemes)('%s: is refused, however it is written', (scheme) => {
  for (const text of [
    `${scheme}:x`,
    `${scheme}://host/x`,
    `${scheme.toUpperCase()}:///x`,
    `\t${scheme}:x`,
    `${scheme.slice(0, 1)}\n${scheme.slice(1)}:x`,
  ]) {
    expect(() => parseOutsideLink(text)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
  }
});

test.each(['', 'example.org', '/etc/passwd', '\\\\server\\share', '//host/x', 'C:\\x.exe', 'https://', '#a'])(
  '%j is no link to the outside',
  (text) => {
    expect(() => parseOutsideLink(text)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
  },
);
