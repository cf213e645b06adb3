import type { SendHttp } from '../../functions/valohai/http.ts';

/** `SendHttp` over the global fetch, as one would write it first. */
export const sendHttp: SendHttp = async ({ method, url, headers, body }) => {
  const response = await fetch(url, {
    method,
    headers,
    body: body ?? null,
    redirect: 'manual',
    signal: AbortSignal.timeout(8_000),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
};
