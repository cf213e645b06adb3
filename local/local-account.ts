/** The AWS account that the local mode plays; its endpoints check no signature. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The folder in which `npm start -- --host …` keeps its state unless told otherwise. */
export const STATE_DIRECTORY = '.valohai-retry';

/** The words by which a command finds the installation whose state is in a folder. */
export function wordsForState(directory: string): readonly string[] {
  return directory === STATE_DIRECTORY ? ['--local'] : ['--state', directory];
}
