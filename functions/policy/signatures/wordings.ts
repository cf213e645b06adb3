import type { Signature } from './signature.ts';

/** What clients that no other entry knows say of passing trouble, unless the same line also says that something is wrong. */
export const WORDINGS: readonly Signature[] = [
  {
    id: 'worded-rate-limit',
    reason: 'rate-limit',
    role: 'type',
    pattern:
      /^(?!.{0,300}(?:invalid|not (?:found|exist|allowed)|denied|(?:Value|Type|Key|Assertion)Error)).{0,300}(?:too many (?:calls|requests|queries|operations)|excessive (?:calls|requests)|throttl(?:e\b|ing)|(?:call|request|query) (?:rate|volume|frequency)|slow(?:ing)? down|(?:calls|requests|queries) per (?:second|minute|hour)|rate exceed)/i,
    why: 'The message speaks of too many requests.',
  },
  {
    id: 'worded-service',
    reason: 'service',
    role: 'type',
    pattern:
      /^(?!.{0,300}(?:valid|graph|not (?:found|exist|allowed|supported|installed)|denied|forbidden|quota|mismatch|must |unsupported|(?:Value|Type|Key|Import|Assertion)Error)).{0,300}(?:\bis (?:currently |temporarily )?(?:unavailable|overloaded|too busy|busy|draining|restarting|degraded)|temporarily|server (?:is |was )?(?:busy|too busy|shutting down|restarting)|internal (?:server |service )?error\b|service not available|SERVER_DOWN|leader changed|\(50[0234]\)['")]{0,3}$|(?:shutting|going) down|failing over|failover|leader election|no (?:healthy|available) (?:node|server|replica|endpoint|backend|upstream|host|broker)s?|\b(?:http|status|code|server error)\D{0,12}5\d\d\b|(?:server|service|backend|upstream|endpoint) (?:is )?(?:not ready|not responding|unavailable|down)\b)/i,
    why: 'The message says that the other side is in trouble.',
  },
  {
    id: 'worded-network',
    reason: 'network',
    role: 'type',
    pattern:
      /^(?!.{0,300}(?:valid|graph|not (?:found|exist|allowed|supported|installed)|denied|forbidden|quota|mismatch|must |unsupported|redefined|::test|the condition|(?:Value|Type|Key|Import|Assertion)Error|expected (?!\d))).{0,300}(?:timed ?-?out|timing out|(?<=\S[ :(])time-?out(?! ?[=:]|['"])|\.Timeout$|took too long|short read|read 0 bytes|ended (?:early|prematurely)|retries failed|(?:after|failed) retrying|Transport(?:Error|Exception)|ConnectionLos[st]|SessionLos[st]|\bno route\b|no free connection|communication (?:error|failure)|can(?:no|')t (?:contact|connect|open data connection)|failed connecting|I\/O failure: '\w{2,8}:\/|\[Errno (?:64|70|105)\]|exceeded .{0,40}(?:deadline|timeout|retr)|(?:deadline|timeout|retry|retries) .{0,40}(?:exceed|passed|exhausted)|retry (?:limit|policy|budget)|unreachable(?!=)|could ?n[o']t be reached|disconnect|hung up|went away|gone away|(?:connection|socket|stream|channel|session|transport|tunnel|link) (?:\S{1,40} )?(?:is |was |has been |had been |got )?(?:already )?(?:closed|lost|broken|aborted|dead|dropped|reset|torn down|failed|failure)|(?:lost|losing|broke|dropped) (?:the )?connection|failed to (?:connect|reach|establish)|(?:connect|connecting|connection|handshake|reconnect) (?:\S{1,60} ){0,3}(?:failed|failure|error)|(?:unexpected|premature) (?:eof|end of (?:stream|response|message))|incomplete (?:response|transfer|upload|data received)|(?:transfer|upload|download|response|request) (?:was |is |got )?(?:interrupted|incomplete|aborted|cut|stalled)|no (?:response|reply|answer|heartbeat)|did ?n[o']t (?:respond|answer|reply))/i,
    why: 'The message speaks of a connection that broke or an answer that did not come.',
  },
];
