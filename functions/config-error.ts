/** The installation itself is wrong. The message says everything that is, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
