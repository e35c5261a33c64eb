/** Keeps one secret text of this person over a restart, or for this run only where the system offers no encryption. */
export interface SecretStore {
  readonly read: () => Promise<string | null>;
  /** Null forgets it. */
  readonly write: (secret: string | null) => Promise<void>;
}

/** Keeps the secret until the process ends. */
export function createMemorySecretStore(): SecretStore {
  let kept: string | null = null;
  return {
    read: async () => kept,
    write: async (secret) => {
      kept = secret;
    },
  };
}
