import { createTransport } from 'nodemailer';
import { readFile } from 'node:fs/promises';
import { startBackendProcess, type BackendProcess, type WrittenConfiguration } from '../world/backend.ts';
import { startDovecot, type Dovecot } from '../world/dovecot.ts';
import { startExim, type Exim } from '../world/exim.ts';
import { startSmtpSink, type SmtpSink } from '../world/smtp-sink.ts';

export const mailbox = { user: 'aide@desk.example', password: 'mailbox-secret' };
export const agentPassword = 'agent-secret';

/** A small company whose mail comes in by IMAP from Dovecot and goes out through Exim to the sink. */
export interface HelpDesk extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly exim: Exim;
  readonly sink: SmtpSink;
  readonly backend: BackendProcess;
  /** As a customer's mail server does: by SMTP to Exim, which puts it into the mailbox. */
  readonly receive: (raw: string | Buffer, from: string) => Promise<void>;
}

export async function openHelpDesk(): Promise<HelpDesk> {
  await using open = new AsyncDisposableStack();
  const dovecot = open.use(await startDovecot({ users: { [mailbox.user]: mailbox.password } }));
  const sink = open.use(await startSmtpSink());
  const exim = open.use(
    await startExim({
      ...mailbox,
      localDomain: 'desk.example',
      lmtpPort: dovecot.lmtpPort,
      relayPort: sink.port,
    }),
  );
  const backend = open.use(
    await startBackendProcess({
      configuration: describe(dovecot, exim),
      cultures: ['fr-FR'],
      env: { MAILBOX_PASSWORD: mailbox.password, AGENT_PASSWORD: agentPassword },
    }),
  );
  const transport = createTransport({
    host: exim.host,
    port: exim.smtpPort,
    tls: { ca: await readFile(exim.caFile, 'utf8') },
  });
  const all = open.move();
  return {
    dovecot,
    exim,
    sink,
    backend,
    async receive(raw, from) {
      await transport.sendMail({ envelope: { from, to: mailbox.user }, raw });
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function describe(dovecot: Dovecot, exim: Exim): WrittenConfiguration {
  const login = { user: mailbox.user, password: '${MAILBOX_PASSWORD}' };
  return {
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'fr-FR',
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap',
              host: dovecot.host,
              port: dovecot.imapsPort,
              security: 'ssl',
              caFile: dovecot.caFile,
              ...login,
            },
            outgoing: {
              protocol: 'smtp',
              host: exim.host,
              port: exim.smtpPort,
              security: 'starttls',
              caFile: exim.caFile,
              ...login,
            },
          },
        ],
        templates: [
          {
            name: 'Réponse',
            culture: 'fr-FR',
            html: '<p>Bonjour $From.Name$,</p><p></p>',
          },
          { name: 'Signature', culture: 'fr-FR', html: '<p>$Agent.Name$, service après-vente</p>' },
        ],
        responseFiles: [{ key: 'aide', source: responses }],
        serviceGroups: [
          {
            key: 'aide',
            name: 'Aide',
            email: 'groupe@desk.example',
            culture: 'fr-FR',
            undoSeconds: 0,
            template: 'Réponse',
            signature: 'Signature',
            responseFile: 'aide',
            mailServer: 'main',
          },
        ],
        serviceAccesses: [{ name: 'Aide', address: mailbox.user, group: 'aide' }],
        agents: [
          {
            login: 'amina',
            firstName: 'Amina',
            lastName: 'Diallo',
            groups: ['aide'],
            password: '${AGENT_PASSWORD}',
          },
          {
            login: 'jonas',
            firstName: 'Jonas',
            lastName: 'Ek',
            groups: ['aide'],
            password: '${AGENT_PASSWORD}',
          },
        ],
      },
    ],
  };
}

const responses = `<?xml version="1.0" encoding="UTF-8"?>
<responses version="1" defaultCulture="fr-FR">
  <category name="Retours">
    <response id="etiquette" name="Étiquette de retour" shortcut="retour" keywords="renvoyer;colis">
      <body culture="fr-FR" format="html"><![CDATA[<p>Vous trouverez l’étiquette de retour sur <a href="https://desk.example/retour">notre site</a>.</p>]]></body>
    </response>
  </category>
  <category name="Factures">
    <response id="copie" name="Copie de la facture" keywords="facture">
      <body culture="fr-FR" format="text">Nous vous envoyons une copie de la facture.</body>
    </response>
  </category>
</responses>`;
