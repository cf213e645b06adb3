import { type ApiRequest, RequestRefusedError } from './router.ts';

const BLANK_LINE = '\r\n\r\n';

/**
 * The bytes of one file of a `multipart/form-data` body, exactly: the identifier of uploaded code is their digest.
 *
 * @throws RequestRefusedError 400 when there is no such file
 */
export function readUpload({ body, contentType }: ApiRequest, field: string): Buffer {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  const content = boundary === undefined ? undefined : findPart(body, `--${boundary}`, field);
  if (content === undefined) throw new RequestRefusedError(400, { [field]: ['No file was submitted.'] });
  return content;
}

function findPart(body: Buffer, delimiter: string, field: string): Buffer | undefined {
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const headStart = start + delimiter.length;
    const headEnd = body.indexOf(BLANK_LINE, headStart);
    const end = body.indexOf(`\r\n${delimiter}`, headStart);
    if (headEnd === -1 || end === -1) return undefined;
    const head = body.toString('utf8', headStart, headEnd);
    if (head.includes(` name="${field}"`)) return body.subarray(headEnd + BLANK_LINE.length, end);
    start = end + 2;
  }
  return undefined;
}
