/** Something in a policy that does not do what it seems to. */
export interface Finding {
  /** Where it stands: keys of maps and indexes of lists. */
  readonly keys: readonly (string | number)[];
  readonly message: string;
  /** An error can only be a mistake. */
  readonly severity: 'error' | 'warning';
}
