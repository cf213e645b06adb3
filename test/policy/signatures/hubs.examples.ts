import type { Examples } from './examples.ts';

export const HUBS_EXAMPLES: Examples = {
  'hugging-face-unreachable': {
    matches: [
      'RuntimeError: An error occurred while downloading using `hf_transfer`. Consider disabling it for better error handling.',
      "OSError: We couldn't connect to 'https://huggingface.co' to load this file, couldn't find it in the cached files.",
      'huggingface_hub.errors.LocalEntryNotFoundError: An error happened while trying to locate the file on the Hub',
    ],
    doesNotMatch: [
      "ConnectionError: Couldn't reach the Hugging Face Hub for dataset 'rows': Offline mode is enabled.",
      "ConnectionError: Couldn't reach https://hub.acme.example/rows.py (error 404)",
      "ValueError: Fast download using 'hf_transfer' is enabled but the 'hf_transfer' package is not available",
      'LocalEntryNotFoundError: Cannot find an appropriate cached snapshot folder on the local disk and outgoing traffic has been disabled.',
      'Cannot find the requested column',
      "OSError: acme/bsae is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'",
    ],
  },
  'hugging-face-trouble': {
    matches: [
      'huggingface_hub.errors.HfHubHTTPError: 504 Server Error: Gateway Time-out for url: https://huggingface.co/api/models/acme/base',
    ],
    doesNotMatch: [
      "huggingface_hub.utils._validators.HFValidationError: Repo id must be in the form 'namespace/repo_name': './rows/checkpoint-500/'.",
      'huggingface_hub.errors.HfHubHTTPError: 409 Client Error: Conflict',
    ],
  },
  'hugging-face-rate': {
    matches: [
      'huggingface_hub.errors.HfHubHTTPError: 429 Client Error for url: https://huggingface.co/api/datasets/acme/rows',
    ],
    doesNotMatch: [
      'loading weights file from cache at /root/.cache/huggingface/hub/models--kelp--reef/snapshots/1ba429d32753f33a0660/model.bin',
      'huggingface_hub.errors.HfHubHTTPError: 403 Client Error for url',
    ],
  },
  'download-truncated': {
    matches: [
      'TruncatedChunkException: Truncated chunk (expected size: 8,192; actual size: 3,011)',
      'Data read has a different length than the expected: dataLength=5324800; expectedLength=16777216',
      'Failed to copy: corrupted on transfer: sizes differ 1073741824 vs 1071644672',
      'downloaded length 1048576 != reported length 8734123',
      'Squid did not receive any data for this request.',
      'svn: E120106: ra_serf: The server sent a truncated HTTP response body.',
      "ValueError: invalid literal for int() with base 16: b''",
      'Stop! The archive was corrupt and has been removed! Please install it again.',
      'vendor.errors.FeedError: Content-Length mismatch: expected 812, got 44',
      "urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(511 bytes read, 9000 more expected)', IncompleteRead(511 bytes read, 9000 more expected))",
      'OSError: Consistency check failed: file should be of size 4943 but has size 1203 (weights.bin).',
      'Client Error: download completed but received size 8388608b does not match expected size 105931171b',
    ],
    doesNotMatch: [
      'ValueError: the layer did not receive any data',
      "connection broken by 'ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))'",
      'ValueError: Premature end of file',
      'ValueError: premature end of XML file: line 3',
      'download complete: 9511 bytes',
    ],
  },
  'download-checksum': {
    matches: [
      'repomd.xml does not match metalink for kelp',
      'RuntimeError: invalid hash value (expected "ab12", got "cd34")',
      'E: Failed to fetch http://deb.acme.example/p.deb  Hash Sum mismatch',
      'OSError: [Errno 22] The Content-Md5 of part 3 did not match what arrived.',
    ],
    doesNotMatch: [
      'Migration checksum mismatch for migration version 3',
      'verifying acme.example/rows@v0.10.0/go.mod: checksum mismatch',
      'checksum verified',
    ],
  },
  'archive-truncated': {
    matches: [
      'unzip:  cannot find zipfile directory in one of rows.zip',
      "Error: Can't use 'tar -xzf' extract archive file: /tmp/rows.tar.gz. return code: 2.",
      'gzip: stdin: unexpected end of file',
      'EOFError: Compressed file ended before the end-of-stream marker was reached',
    ],
    doesNotMatch: [
      '[main_samview] truncated file.',
      'vendor.errors.FeedError: unexpected end of file while parsing',
      `/bin/sh: -c: line 0: unexpected EOF while looking for matching "''`,
      '/bin/sh: -c: line 1: syntax error: unexpected end of file',
      'archive unpacked',
    ],
  },
  'google-drive-quota': {
    matches: [
      "The daily quota of the file shells.zip is exceeded and it can't be downloaded.",
      'gdown.exceptions.FileURLRetrievalError: Failed to retrieve file url',
    ],
    doesNotMatch: ['drive mounted'],
  },
  'kaggle-trouble': {
    matches: ['kaggle.rest.ApiException: (503)'],
    doesNotMatch: ['kaggle.rest.ApiException: (404)'],
  },
  'hub-rules': {
    matches: [
      'LocalEntryNotFoundError: Cannot find the requested files in the disk cache and outgoing traffic has been disabled.',
      'ValueError: Loading acme/base requires you to set `trust_remote_code=True`',
      'OSError: Could not find kaggle.json.',
    ],
    doesNotMatch: [
      'By pulling and using the container, you accept the terms and conditions of this license:',
      'The argument `trust_remote_code` is to be used with Auto classes. It has no effect here and is ignored.',
      'HF_HUB_OFFLINE=0',
      'rules accepted',
    ],
  },
};
