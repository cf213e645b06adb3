/** The page of an execution in Valohai's web app. */
export function executionLink(host: string, projectName: string, executionId: string): string {
  return new URL(`/p/${projectName}/execution/${executionId}/`, host).href;
}
