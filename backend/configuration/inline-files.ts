import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration, TenantConfiguration } from '../../contract/domain/configuration.ts';
import type {
  IncomingServer,
  OauthSettings,
  OutgoingServer,
  ProxySettings,
} from '../../contract/domain/mail-server.ts';
import { ExpectedError } from '../../contract/error.ts';
import { sayFileProblem } from '../file-problem.ts';
import { findIdentifiers } from '../texts/identifiers.ts';
import { readTemplateFile } from '../texts/template.ts';
import type { CompleteConfiguration, CompleteResponses, CompleteTenant } from './complete-configuration.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { inlineBlockedList, inlineTable } from './inline-tables.ts';
import { readInlineResponses, readResponseFile } from './read-response-file.ts';
import { anchorSecret } from './secrets.ts';

type Server = TenantConfiguration['mailServers'][number];
type Template = TenantConfiguration['templates'][number];
type ResponseFile = TenantConfiguration['responseFiles'][number];

/** The configuration with everything in it that its files hold, so that nothing depends on where it was read. */
export async function inlineFiles(
  configuration: Configuration,
  folder: string,
): Promise<{ readonly configuration: CompleteConfiguration; readonly findings: readonly PathFinding[] }> {
  const reader = new FileReader(folder);
  const tenants: CompleteTenant[] = [];
  for (const [index, tenant] of configuration.tenants.entries()) {
    const at: ConfigurationPath = ['tenants', index];
    tenants.push({
      ...tenant,
      mailServers: await map(tenant.mailServers, (server, i) =>
        reader.server(server, [...at, 'mailServers', i]),
      ),
      templates: await map(tenant.templates, (template, i) =>
        reader.template(template, [...at, 'templates', i]),
      ),
      responseFiles: await map(tenant.responseFiles, (file, i) =>
        reader.responses(file, [...at, 'responseFiles', i]),
      ),
      tables: await map(tenant.tables, (table, i) =>
        inlineTable(table, folder, [...at, 'tables', i], reader.findings),
      ),
      blockedLists: await map(tenant.blockedLists, (list, i) =>
        inlineBlockedList(list, tenant, folder, [...at, 'blockedLists', i], reader.findings),
      ),
      ...(tenant.proxy ? { proxy: anchorProxy(tenant.proxy, folder) } : {}),
      ...(tenant.sending
        ? {
            sending: {
              ...tenant.sending,
              domains: tenant.sending.domains.map((domain) => ({
                ...domain,
                privateKey: anchorSecret(domain.privateKey, folder),
              })),
            },
          }
        : {}),
      agents: tenant.agents.map((agent) =>
        agent.password === undefined ? agent : { ...agent, password: anchorSecret(agent.password, folder) },
      ),
    });
  }
  return { configuration: { ...configuration, tenants }, findings: reader.findings };
}

async function map<T, U>(
  things: readonly T[],
  change: (thing: T, index: number) => Promise<U>,
): Promise<U[]> {
  const changed: U[] = [];
  for (const [index, thing] of things.entries()) changed.push(await change(thing, index));
  return changed;
}

type AccountSettings = Pick<IncomingServer | OutgoingServer, 'password' | 'caFile' | 'oauth' | 'proxy'>;

function anchorProxy(proxy: ProxySettings, folder: string): ProxySettings {
  return { ...proxy, ...anchorAll({ password: proxy.password }, folder) };
}

function anchorOauth({ clientSecret, refreshToken }: OauthSettings, folder: string): Partial<OauthSettings> {
  return anchorAll({ clientSecret, refreshToken }, folder);
}

/** References by their fields, without those that are not there. */
function anchorAll<F extends string>(
  references: Readonly<Record<F, string | undefined>>,
  folder: string,
): Partial<Record<F, string>> {
  const there = Object.entries<string | undefined>(references).flatMap(([field, reference]) =>
    reference === undefined ? [] : [[field, anchorSecret(reference, folder)]],
  );
  return Object.fromEntries(there) as Partial<Record<F, string>>;
}

class FileReader {
  readonly findings: PathFinding[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async server(server: Server, at: ConfigurationPath): Promise<Server> {
    const { incoming, outgoing } = server;
    return {
      key: server.key,
      ...(incoming ? { incoming: await this.#anchor(incoming, [...at, 'incoming']) } : {}),
      ...(outgoing ? { outgoing: await this.#anchor(outgoing, [...at, 'outgoing']) } : {}),
    };
  }

  async #anchor<S extends AccountSettings>(settings: S, at: ConfigurationPath): Promise<S> {
    const { password, oauth, proxy } = settings;
    const caFile = settings.caFile === undefined ? undefined : path.resolve(this.#folder, settings.caFile);
    if (caFile !== undefined) {
      await access(caFile).catch((error: unknown) => this.#unreadable([...at, 'caFile'], error));
    }
    return {
      ...settings,
      ...anchorAll({ password }, this.#folder),
      ...(oauth ? { oauth: { ...oauth, ...anchorOauth(oauth, this.#folder) } } : {}),
      ...(proxy ? { proxy: anchorProxy(proxy, this.#folder) } : {}),
      ...(caFile === undefined ? {} : { caFile }),
    };
  }

  async template({ file, ...template }: Template, at: ConfigurationPath): Promise<Template> {
    const field = (['html', 'text', 'file'] as const).find(
      (name) => ({ ...template, file })[name] !== undefined,
    );
    const inlined: Template = { ...template };
    if (file !== undefined) {
      const bytes = await this.#read(file, [...at, 'file']);
      if (!bytes) return inlined;
      try {
        const { format, body } = readTemplateFile(file, bytes);
        inlined[format] = body;
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        this.findings.push({ path: [...at, 'file'], severity: 'error', message: error.message });
      }
    }
    const unknown = [
      ...findIdentifiers(inlined.html ?? '', 'html'),
      ...findIdentifiers(inlined.text ?? '', 'text'),
    ].filter((identifier) => !identifier.known);
    for (const name of new Set(unknown.map((identifier) => identifier.name))) {
      this.findings.push({
        path: field ? [...at, field] : at,
        severity: 'warning',
        message: `the identifier $${name}$ is not known and stays as it is`,
      });
    }
    return inlined;
  }

  async responses({ key, file, source }: ResponseFile, at: ConfigurationPath): Promise<CompleteResponses> {
    const place = [...at, file === undefined ? 'source' : 'file'];
    try {
      const responses =
        file === undefined
          ? await readInlineResponses(key, source ?? '')
          : await readResponseFile(key, path.resolve(this.#folder, file));
      if (responses.problem !== null) {
        const message = `${responses.problem}; until this is mended the last good one stays in use`;
        this.findings.push({ path: place, severity: 'warning', message });
      }
      return responses;
    } catch (error) {
      this.#unreadable(place, error);
      return readInlineResponses(key, '');
    }
  }

  async #read(file: string, at: ConfigurationPath): Promise<Uint8Array | null> {
    try {
      return await readFile(path.resolve(this.#folder, file));
    } catch (error) {
      this.#unreadable(at, error);
      return null;
    }
  }

  #unreadable(at: ConfigurationPath, error: unknown): void {
    const message = `cannot be read: ${sayFileProblem(error)}`;
    this.findings.push({ path: at, severity: 'error', message });
  }
}
