/** What the judgement needs to know of an execution. Valohai's own answer is read in `functions/valohai`. */
export interface ExecutionFacts {
  readonly id: string;
  /** The number people see, as in #736; unique in its project. */
  readonly counter: number;
  readonly project: { readonly id: string; readonly name: string; readonly readOnly: boolean };
  readonly status: string;
  /** What the user's code said last through `valohai.set_status_detail`; empty when it said nothing. */
  readonly statusDetail: string;
  readonly tags: readonly string[];
  readonly step: string;
  readonly commit?: string | undefined;
  /** Who started the first execution of its chain. */
  readonly creator?: string | undefined;
  readonly environment?: EnvironmentFacts | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** A copy of such a member would not rejoin the whole, so it is left alone. */
  readonly memberOf?: 'pipeline' | 'task' | undefined;
  /** Valohai itself starts executions again that have this and run on a spot machine. */
  readonly autorestart: boolean;
  readonly deleted: boolean;
  readonly endedAt?: Date | undefined;
  /** Seconds from its start to its end. */
  readonly duration?: number | undefined;
}

/** The kind of machine on which an execution runs. */
export interface EnvironmentFacts {
  readonly id?: string | undefined;
  readonly slug: string;
  readonly spot: boolean;
}
