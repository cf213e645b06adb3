/** What a pending schedule will do, as far as its name tells. */
export type Work = 'retry' | 'put off' | 'look' | 'Valohai away' | 'sent again' | 'other';

/** What a schedule of the group is there for. */
export type ScheduleRole =
  | {
      readonly kind: 'pending';
      readonly work: Work;
      /** The last 12 hex digits of the project's id. */
      readonly projectEnd: string;
      readonly executionId: string;
    }
  /** By it, a person holds back a project. */
  | { readonly kind: 'hold'; readonly projectEnd: string }
  /** It holds back the retries of failures that are alike, until one that goes first has recovered. */
  | { readonly kind: 'breaker'; readonly projectEnd: string }
  /** A mark that is found by its name, or a schedule of the installation itself. */
  | { readonly kind: 'none' };

/** The project's end where a notification did not say which project it is about. */
export const NO_PROJECT = '000000000000';

const OF_EXECUTION = /^([0-9a-f]{12})\.([0-9a-f]{32})(?:\.(.+))?$/;
const OF_BREAKER = /^([0-9a-f]{12})\.breaker-/;
const OF_HOLD = /^([0-9a-f]{12})\.hold$/;
const MARKS = ['claim', 'gave-up'];

/** Reads the names that functions/retry/schedule-name.ts gives. */
export function roleOf(name: string): ScheduleRole {
  const held = OF_HOLD.exec(name)?.[1];
  if (held !== undefined) return { kind: 'hold', projectEnd: held };
  const broken = OF_BREAKER.exec(name)?.[1];
  if (broken !== undefined) return { kind: 'breaker', projectEnd: broken };
  const [, projectEnd, hex, suffix] = OF_EXECUTION.exec(name) ?? [];
  if (projectEnd === undefined || hex === undefined) return { kind: 'none' };
  if (suffix !== undefined && MARKS.includes(suffix)) return { kind: 'none' };
  return { kind: 'pending', work: workOf(suffix), projectEnd, executionId: uuidOf(hex) };
}

function workOf(suffix: string | undefined): Work {
  if (suffix === undefined) return 'retry';
  if (/^turn-\d+$/.test(suffix)) return 'put off';
  if (/^look-\d+$/.test(suffix)) return 'look';
  if (/^away-\d+$/.test(suffix)) return 'Valohai away';
  if (suffix.startsWith('again-')) return 'sent again';
  return 'other';
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
