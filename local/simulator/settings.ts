import * as v from 'valibot';

/**
 * Where nobody could find out how the real service behaves, the simulator can do it either way.
 * Each can be changed while it runs.
 */
export const SettingsSchema = v.strictObject({
  /** Whether the results of a list carry tags, parameters and inputs. */
  listTags: v.optional(v.boolean(), true),
  /** Whether POSTed tags replace the old ones instead of being added. */
  tagsReplace: v.optional(v.boolean(), false),
  /** Milliseconds for which an execution still reads as `started` after its end was notified. */
  statusLag: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  /** The `type` of a notification about a failed execution. */
  failedType: v.optional(v.string(), 'execution_failed'),
  /**
   * How an execution's environment variables come back. Seen is only the form that a project's have:
   * name → `{value, secret}`, the value null when it is secret. `values` is name → value, as they are sent.
   */
  environmentVariables: v.optional(v.picklist(['objects', 'values']), 'objects'),
});

export type Settings = v.InferOutput<typeof SettingsSchema>;

/** Any of the settings; what is left out stays as it is. */
export const SettingsChangeSchema = v.partial(SettingsSchema);

export type SettingsChange = v.InferInput<typeof SettingsChangeSchema>;
