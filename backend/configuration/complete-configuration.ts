import type { Configuration, TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { AttachedFile } from '../texts/attached-files.ts';

/** A response file with everything that it consists of. */
export interface CompleteResponses {
  readonly key: string;
  /** Where it was read, absolute; null where it is written into the configuration. */
  readonly file: string | null;
  readonly source: string;
  /** Null where it is written into the configuration. */
  readonly read: ReadFile | null;
  /** What keeps it from being used, in one line. */
  readonly problem: string | null;
  readonly attached: readonly AttachedFile[];
}

/** What was read, good or not. */
export interface ReadFile {
  /** Of the response file with the files that it attaches. */
  readonly sha256: string;
  /** When the newest of them was modified. */
  readonly modifiedAt: Date;
  /** All of them, absolute, also those that are missing. */
  readonly paths: readonly string[];
}

export interface CompleteTenant extends Omit<TenantConfiguration, 'responseFiles'> {
  readonly responseFiles: readonly CompleteResponses[];
}

/** A configuration with everything in it that its files hold; paths of secrets are absolute. */
export interface CompleteConfiguration extends Omit<Configuration, 'tenants'> {
  readonly tenants: readonly CompleteTenant[];
}
