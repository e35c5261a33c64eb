import type { Database } from '../db/database.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { formatChange } from './change.ts';
import { formatFinding } from './finding.ts';
import { readConfiguration } from './read-configuration.ts';

/** A file with a tenant that has something of everything. */
export const fullConfiguration = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: sv-SE
    timeZone: Europe/Stockholm
    outgoingAddress: reports@acme.example
    defaultDomain: acme.example
    ndrSenders: [mailer-daemon, returns]
    sending:
      domains: [{ domain: acme.example, selector: s1, privateKey: "\${DKIM_KEY}" }]
      headers: { Organization: Acme }
      forbiddenHeaders: [X-Secret-*]
    notReadyReasons: []
    mailServers:
      - key: main
        incoming:
          protocol: imap
          host: imap.acme.example
          user: master
          password: \${MASTER_PASSWORD}
          afterStoring: { action: move, folder: Done }
          pollSeconds: 30
        outgoing: { protocol: smtp, host: smtp.acme.example, port: 587, security: starttls }
    templates:
      - { name: Hello, html: "<p>Dear $From.Name$</p>\\n" }
      - name: Signature
        culture: fr-FR
        text: |
          --
            $Agent$, Acme
    responseFiles:
      - key: orders
        source: |
          <responses version="1" defaultCulture="en-US">
            <response id="a" name="A"><body>Hi</body></response>
          </responses>
    serviceGroups:
      - { key: orders, name: Orders, email: orders@acme.example, template: Hello, signature: Signature,
          responseFile: orders, mailServer: main, offerSeconds: 45, culture: fr-FR }
      - { key: billing, name: Billing, replyUsingAccessAddress: false, email: billing@acme.example }
    serviceAccesses:
      - { name: Orders, address: orders*@acme.example, group: orders }
      - { name: Billing, address: billing@acme.example, group: billing, active: false }
      - { name: All, address: "*@acme.example", group: billing }
    agents:
      - { login: anna, firstName: Anna, lastName: Ek, password: "\${ANNA_PASSWORD}", groups: [orders, billing] }
      - { login: tea, name: Tea Lead, roles: [agent, team-lead], groups: [unrouted], capacity: 9 }
`;

/** Its secrets. */
const testSecrets = { ANNA_PASSWORD: 'anna-secret' };

export interface ApplySource {
  readonly env?: Record<string, string>;
  readonly dryRun?: boolean;
  readonly folder?: string;
}

/** Applies the text of a configuration file as the command does. @throws its findings where it cannot be read */
export async function applySource(
  db: Database,
  source: string,
  options: ApplySource = {},
): Promise<{ readonly lines: string[]; readonly findings: string[] }> {
  const { folder = '/etc/postroom' } = options;
  const { configuration, findings } = await readConfiguration(Buffer.from(source), 'c.yaml', folder);
  if (!configuration) throw new Error(findings.map((finding) => formatFinding(finding)).join('\n'));
  const applied = await applyConfiguration(db, configuration, { env: testSecrets, ...options });
  return {
    lines: applied.changes.map((change) => formatChange(change, false)),
    findings: applied.findings.map(({ severity, message }) => `${severity}: ${message}`),
  };
}
