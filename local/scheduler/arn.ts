/** The account and region for which the local endpoints stand in. */
export interface ArnScope {
  region: string;
  accountId: string;
}

export function groupArn({ region, accountId }: ArnScope, group: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${group}`;
}

export function scheduleArn({ region, accountId }: ArnScope, group: string, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${group}/${name}`;
}
