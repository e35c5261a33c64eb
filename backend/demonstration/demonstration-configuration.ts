import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Configuration } from '../../contract/domain/configuration.ts';
import { configuration } from '../../contract/domain/configuration.ts';

/** The folder of `demonstration.yaml`; the files that it names lie below. */
export const demonstrationFolder = new URL('./', import.meta.url);
/** The environment variable that the demonstration's agents have their password from. */
export const demonstrationPasswordVariable = 'POSTROOM_DEMO_PASSWORD';

/**
 * The configuration of the demonstration tenant, complete in itself: templates and response files are written into it,
 * and outgoing mail goes to the sink on `smtpSinkPort` of this machine. Passwords stay references to
 * `demonstrationPasswordVariable`.
 */
export async function demonstrationConfiguration(settings: {
  readonly smtpSinkPort: number;
}): Promise<Configuration> {
  const source = await readFile(new URL('demonstration.yaml', demonstrationFolder), 'utf8');
  const written = configuration.parse(parse(source));
  const tenants = await Promise.all(
    written.tenants.map(async (tenant) => ({
      ...tenant,
      mailServers: tenant.mailServers.map((server) =>
        server.outgoing
          ? { ...server, outgoing: { ...server.outgoing, port: settings.smtpSinkPort } }
          : server,
      ),
      templates: await Promise.all(
        tenant.templates.map(async ({ file, ...template }) => {
          if (file === undefined) return template;
          const text = await readFile(new URL(file, demonstrationFolder), 'utf8');
          return { ...template, ...(file.endsWith('.txt') ? { text } : { html: text }) };
        }),
      ),
      responseFiles: await Promise.all(
        tenant.responseFiles.map(async ({ key, file, source: inline }) =>
          file === undefined
            ? { key, ...(inline === undefined ? {} : { source: inline }) }
            : { key, source: await readFile(new URL(file, demonstrationFolder), 'utf8') },
        ),
      ),
    })),
  );
  return configuration.parse({ ...written, tenants });
}
