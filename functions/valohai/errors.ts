/** Something about Valohai went wrong. Messages name the request, never the token. */
export class ValohaiError extends Error {
  override readonly name: string = 'ValohaiError';
}

/** Valohai could not be reached or had trouble of its own (network, 429, 5xx, an unreadable answer). */
export class ValohaiUnavailableError extends ValohaiError {
  override readonly name = 'ValohaiUnavailableError';
  /** How long Valohai asked to wait, if it did. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(message, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Valohai understood the request and refuses it (4xx); the same request will be refused again. */
export class ValohaiRejectedError extends ValohaiError {
  override readonly name = 'ValohaiRejectedError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Valohai does not accept the token (401), also not after it was read again. */
export class ValohaiUnauthorizedError extends ValohaiError {
  override readonly name = 'ValohaiUnauthorizedError';
}
