/** How a mail came, as far as its authentication depends on it. */
export interface Circumstances {
  /** The SMTP client that handed it over; null for mail fetched from a mailbox, whose sending server only headers tell. */
  readonly peer: SmtpPeer | null;
  /** A relay of ours handed it over for the peer, so that what it wrote on top of the header is believed. */
  readonly isRelayed?: boolean;
  /** Names (authserv-id, RFC 8601 section 2.5) under which a server that we trust writes its Authentication-Results. */
  readonly trustedServers: readonly string[];
  /** Domains whose word is taken for mail that they forward (ARC, RFC 8617). */
  readonly trustedForwarders: readonly string[];
  /** Domains of our own, which strangers like to look like. */
  readonly ownDomains: readonly string[];
}

export interface SmtpPeer {
  readonly address: string;
  /** As it called itself; empty if it did not. */
  readonly helo: string;
  /** MAIL FROM; empty for the null sender. */
  readonly sender: string;
}

/** Nothing known but the mail itself. */
export const noCircumstances: Circumstances = {
  peer: null,
  trustedServers: [],
  trustedForwarders: [],
  ownDomains: [],
};

/** Forwarders that seal what they pass on and check it first; taken where the configuration names none. */
export const usualForwarders: readonly string[] = ['google.com', 'microsoft.com', 'messagingengine.com'];
