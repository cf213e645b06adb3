/** What the local Secrets Manager holds. Both are made up for this. */
export const SECRET = {
  webhookKey: 'bench-webhook-key-0123456789abcdef0123456789abcdef',
  valohaiToken: 'bench-valohai-token-0123456789',
} as const;
