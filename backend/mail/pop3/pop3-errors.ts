/** A server's `-ERR`. */
export class Pop3Refusal extends Error {
  override readonly name = 'Pop3Refusal';
  /** Without its arguments. */
  readonly command: string;
  /** The response code (RFC 2449, 8; RFC 3206), in capitals; null without. */
  readonly code: string | null;
  /** The server's words. */
  readonly response: string;
  /** True: user, password or token were refused, as far as one can tell. */
  readonly authenticationFailed: boolean;

  constructor(command: string, response: string, authenticationFailed = false) {
    super(`${command} was refused: ${response}`);
    this.command = command;
    this.code = /^\[([^\]\s]+)[^\]]*\]/.exec(response)?.[1]?.toUpperCase() ?? null;
    this.response = response;
    this.authenticationFailed = authenticationFailed;
  }
}

/** The other side does what no POP3 server does; the connection has been ended. */
export class Pop3Violation extends Error {
  override readonly name = 'Pop3Violation';
}
