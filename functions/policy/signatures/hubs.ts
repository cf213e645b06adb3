import type { Signature } from './signature.ts';

/** Hugging Face, Kaggle, torch hub, Google Drive and other places that models and data come from. */
export const HUBS: readonly Signature[] = [
  {
    id: 'hugging-face-unreachable',
    reason: 'network',
    pattern:
      /We couldn't connect to 'https?:|Couldn't reach (?:the Hugging Face Hub|https?:|'|")|LocalEntryNotFoundError|cannot find the requested files in the (?:disk|local) cache|Cannot find (?:the requested|an appropriate cached snapshot)|OfflineModeIsEnabled.{0,40}connect|Connection error, and we cannot find|We are unable to connect|hf_transfer|An error (?:happened|occurred) while trying to locate the file(?:s)? on the Hub|Error while downloading from https?:/i,
    why: 'The model hub could not be reached.',
  },
  {
    id: 'hugging-face-trouble',
    reason: 'service',
    pattern:
      /HfHubHTTPError: 5\d\d|huggingface.{0,160}(?:50[0234]|Bad Gateway|Service Temporarily Unavailable|Gateway Time-?out)|Internal Error - We're working hard|xet.{0,160}(?:50\d|CAS|reconstruct)|CAS Client Error|Data processing error: (?:CAS|File reconstruction)/i,
    why: 'The model hub had trouble of its own.',
  },
  {
    id: 'hugging-face-rate',
    reason: 'rate-limit',
    pattern:
      /huggingface.{0,160}(?:429|Too Many Requests)|HfHubHTTPError: 429|We had to rate limit your IP|you have reached your .{0,60}(?:rate|api) limit|reached your 'api' rate limit/i,
    why: 'The model hub counts requests.',
  },
  {
    id: 'download-truncated',
    reason: 'network',
    pattern:
      /IncompleteRead|Consistency check failed|ContentTooShort|retrieval incomplete|got only \d{1,15} out of \d|Connection broken|ChunkedEncodingError|ContentLengthError|ContentDecodingError.{0,60}|ClientPayloadError|TransferEncodingError|Response payload is not completed|peer closed connection without sending complete message|content-length mismatch|download (?:was |is )?(?:incomplete|interrupted|truncated|corrupt)|incomplete (?:download|read|message|chunked)|(?:corrupt|truncat)\w{0,5} download|premature(?:ly)? (?:EOF|end|close)|Premature (?:EOF|close|end)|unexpected end of (?:file|data|stream|input) (?:while reading|during)|end of response with \d{1,15} bytes missing|transfer closed with .{0,40}remaining|bytes missing|not all bytes were|size of .{0,60}(?:does not|doesn't) match .{0,60}content-length|IncompleteBody|downloaded (?:file|bytes|size) .{0,80}(?:mismatch|not match|differ|but|expected)|MetadataIncompleteBuffer|InvalidHeaderDeserialization|incomplete metadata|Unexpected EOF in archive|file (?:is )?truncated.{0,40}download/i,
    why: 'A download broke off.',
  },
  {
    id: 'download-checksum',
    reason: 'network',
    pattern:
      /NonMatchingChecksumError|Content-?MD5 .{0,30}did not match|NonMatchingSplitsSizes|invalid hash value|hash (?:of .{1,200} )?(?:does not|doesn't|did not) match|(?<!integrity )(?:checksum|sha256|md5|sha1|digest|hash)(?:sum)? (?:mismatch(?! in fixed)|does not match|did not match|doesn't match|failed|verification failed|error|check failed)|SHA256 checksum does not not match|Hash Sum mismatch|ChecksumMismatchError|File has unexpected size|Mirror sync in progress|file may be corrupted|File not found or corrupted|Dataset not found or corrupted/i,
    why: 'What arrived is not what was sent.',
  },
  {
    id: 'archive-truncated',
    reason: 'network',
    pattern:
      /unexpected end of (?:file|archive)|Unexpected EOF|Compressed file ended before the end-of-stream marker|EOFError: Compressed|End-of-central-directory signature not found|cannot find zipfile directory|gzip: stdin: (?:not in gzip format|unexpected)|not in gzip format|invalid compressed data|unexpected end of data|truncated (?:gzip|tar|zip|file)|Can't use 'tar |This does not look like a tar archive|xz: .{0,80}Unexpected end of input|zlib\.error|early EOF|invalid index-pack output/i,
    why: 'An archive ends too early, as broken downloads do.',
  },
  {
    id: 'google-drive-quota',
    reason: 'rate-limit',
    pattern:
      /Too many users have viewed or downloaded this file recently|Cannot retrieve the public link of the file|downloadQuotaExceeded|Google Drive - Quota exceeded|gdown\.exceptions\.FileURLRetrievalError/i,
    why: 'Google Drive limits how often a file is downloaded.',
  },
  {
    id: 'kaggle-trouble',
    reason: 'service',
    pattern:
      /kaggle.{0,200}(?:\(50\d\)|Reason: (?:Internal|Bad Gateway|Service))|ApiException: \(50\d\)|Reason: (?:Service Unavailable|Bad Gateway|Gateway Time-?out|Internal Server Error)/i,
    why: 'The other side had trouble of its own.',
  },
  {
    id: 'hub-rules',
    reason: 'permanent',
    pattern:
      /accept (?:the|this) (?:rules|terms|conditions|license)|Could not find kaggle\.json|You must accept|trust_remote_code|Dataset scripts are no longer supported|BuilderConfig .{1,80} not found|DatasetNotFoundError|offline mode is enabled|OfflineModeIsEnabled|HF_HUB_OFFLINE/i,
    why: 'A person has to accept a rule or change a setting first.',
  },
];
