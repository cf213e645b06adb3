/**
 * A refusal that an AWS client understands: its SDK turns `code` into the name of the exception.
 * Whatever else is thrown inside an endpoint is answered as `InternalServerException`.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
