import type { Signature } from './signature.ts';

/** Money, certificates and TLS: no service can be reached without them, and no retry brings them. */
export const ACCOUNTS: readonly Signature[] = [
  {
    id: 'billing-quota',
    reason: 'permanent',
    pattern:
      /insufficient_quota|exceeded your current quota, please check your plan(?!.{0,120}ai\.google\.dev)|billing_hard_limit_reached|billing (?:account|is) .{0,30}(?:disabled|not active|not enabled|closed)|credit balance is too low|payment required|insufficient[_ ](?:credits?|funds|balance)|out of credits|BILLING_DISABLED|UserProjectAccountProblem|monthly (?:included )?credits|subscription (?:has )?(?:expired|lapsed)|spend(?:ing)? limit/i,
    why: 'The account has run out of money or allowance: only a person can change that.',
  },
  {
    id: 'certificate-refused',
    reason: 'permanent',
    pattern:
      /CERTIFICATE_VERIFY_FAILED|certificate verify failed|self[- ]signed certificate|unable to get local issuer certificate|certificate (?:has|is) (?:expired|not yet valid|not trusted)|x509: |SSLCertVerificationError|CertificateError|PKIX path (?:building|validation) failed|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_HAS_EXPIRED|ERR_TLS_CERT_ALTNAME_INVALID|server certificate verification failed|SSL certificate problem|invalid peer certificate|hostname .{1,80} doesn't match/i,
    why: "The other side is not trusted with this image's certificates.",
  },
  {
    id: 'tls-misconfigured',
    reason: 'permanent',
    pattern:
      /WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|DH_KEY_TOO_SMALL|UNSAFE_LEGACY_RENEGOTIATION|NO_SHARED_CIPHER|SSLV3_ALERT_HANDSHAKE_FAILURE|sslv3 alert handshake failure|TLSV1_ALERT_(?:PROTOCOL_VERSION|UNKNOWN_CA)|server gave HTTP response to HTTPS client|first record does not look like a TLS handshake|SSL module is not available|Unsupported SSL/i,
    why: 'The two sides do not speak the same TLS.',
  },
];
