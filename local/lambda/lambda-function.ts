/** A function as the host runs it: the bundle that is deployed, and the settings that Lambda would have. */
export interface LambdaFunction {
  readonly name: string;
  /** `arn:aws:lambda:<region>:<account>:function:<name>`; the region in it is the region that the function sees. */
  readonly arn: string;
  /** Absolute path of the folder that holds `index.mjs`. */
  readonly code: string;
  /** `<module>.<export>`, as in `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}
