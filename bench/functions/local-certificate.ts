import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for `localhost` and its private key, both as PEM. */
export interface LocalCertificate {
  readonly certificate: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/**
 * Makes a new self-signed certificate for `localhost`, valid for a day; it is its own authority, so clients
 * trust it through NODE_EXTRA_CA_CERTS. Node can sign but not write certificates, and a new machine need not
 * have openssl, so the few fields are put together here (RFC 5280; values in DER, ITU-T X.690).
 */
export function makeLocalCertificate(now = new Date()): LocalCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, der(UTF8_STRING, Buffer.from('localhost')))));
  const signed = sequence(
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    // A leading 1 keeps the number positive and free of leading zeros.
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(now.getTime() - DAY_MS), time(now.getTime() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, sequence(sequence(SUBJECT_ALT_NAME, der(OCTET_STRING, sequence(LOCALHOST))))),
  );
  const signature = sign('sha256', signed, privateKey);
  const noUnusedBits = Buffer.from([0]);
  const certificate = sequence(
    signed,
    ECDSA_WITH_SHA256,
    der(BIT_STRING, Buffer.concat([noUnusedBits, signature])),
  );
  return {
    certificate: toPem(certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
/** The certificate's own context-specific tags. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;

/** 1.2.840.10045.4.3.2 */
const ECDSA_WITH_SHA256 = sequence(der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')));
/** 2.5.4.3 */
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'));
/** 2.5.29.17 */
const SUBJECT_ALT_NAME = der(OBJECT_ID, Buffer.from('551d11', 'hex'));
const LOCALHOST = der(DNS_NAME, Buffer.from('localhost'));

/** One value: its tag, its length, its content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  // From 128 on, a length is preceded by the number of its own bytes, with the highest bit set.
  const header = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

function sequence(...values: Buffer[]): Buffer {
  return der(SEQUENCE, Buffer.concat(values));
}

function set(value: Buffer): Buffer {
  return der(SET, value);
}

/** `YYMMDDhhmmssZ`, the form for years before 2050. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return der(UTC_TIME, Buffer.from(`${digits}Z`));
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
