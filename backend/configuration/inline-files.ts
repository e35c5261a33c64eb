import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration, TenantConfiguration } from '../../contract/domain/configuration.ts';
import { ExpectedError } from '../../contract/error.ts';
import { formatFinding as formatTextFinding } from '../texts/finding.ts';
import { findIdentifiers } from '../texts/identifiers.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import { readTemplateFile } from '../texts/template.ts';
import { decodeXml } from '../texts/xml-tree.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { anchorSecret } from './secrets.ts';

type Server = TenantConfiguration['mailServers'][number];
type Template = TenantConfiguration['templates'][number];
type ResponseFile = TenantConfiguration['responseFiles'][number];

/** The configuration with everything in it that its files hold, so that nothing depends on where it was read. */
export async function inlineFiles(
  configuration: Configuration,
  folder: string,
): Promise<{ readonly configuration: Configuration; readonly findings: readonly PathFinding[] }> {
  const reader = new FileReader(folder);
  const tenants: TenantConfiguration[] = [];
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
      agents: tenant.agents.map((agent) =>
        agent.password === undefined ? agent : { ...agent, password: anchorSecret(agent.password, folder) },
      ),
    });
  }
  return { configuration: { ...configuration, tenants }, findings: reader.findings };
}

async function map<T>(things: readonly T[], change: (thing: T, index: number) => Promise<T>): Promise<T[]> {
  const changed: T[] = [];
  for (const [index, thing] of things.entries()) changed.push(await change(thing, index));
  return changed;
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

  async #anchor<S extends { password?: string | undefined; caFile?: string | undefined }>(
    settings: S,
    at: ConfigurationPath,
  ): Promise<S> {
    const { password } = settings;
    const caFile = settings.caFile === undefined ? undefined : path.resolve(this.#folder, settings.caFile);
    if (caFile !== undefined) {
      await access(caFile).catch((error: unknown) => this.#unreadable([...at, 'caFile'], error));
    }
    return {
      ...settings,
      ...(password === undefined ? {} : { password: anchorSecret(password, this.#folder) }),
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

  async responses({ file, ...responses }: ResponseFile, at: ConfigurationPath): Promise<ResponseFile> {
    let { source } = responses;
    if (file !== undefined) {
      const bytes = await this.#read(file, [...at, 'file']);
      if (!bytes) return responses;
      const decoded = decodeXml(bytes);
      if ('problem' in decoded) {
        const message = `${file}: ${decoded.problem.message}`;
        this.findings.push({ path: [...at, 'file'], severity: 'error', message });
        return responses;
      }
      source = decoded.text;
    }
    const problem = responseProblem(source ?? '', file ?? responses.key);
    if (problem !== null) {
      const message = `${problem}; until this is mended the last good one stays in use`;
      this.findings.push({
        path: [...at, file === undefined ? 'source' : 'file'],
        severity: 'warning',
        message,
      });
    }
    return { key: responses.key, source };
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
    const reason = error instanceof Error ? error.message : String(error);
    this.findings.push({ path: at, severity: 'error', message: `cannot be read: ${reason}` });
  }
}

/** What keeps a response file from being used, in one line; null if nothing does. */
export function responseProblem(source: string, name: string): string | null {
  const errors = parseResponses(source, name).findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (!first) return null;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${formatTextFinding(first)}${more}`;
}
