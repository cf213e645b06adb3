import type { Signature } from './signature.ts';

/** HTTP's status codes, in any client's form. */
export const HTTP_STATUS: readonly Signature[] = [
  {
    id: 'http-429',
    reason: 'rate-limit',
    pattern:
      /\b429\b.{0,40}(?:Too Many|Client Error|Resource|rate|Throttl|request)|(?:HTTP\S{0,8}|status(?:[ _-]?code)?|StatusCode|code|error|response|returned|received|got|(?:failed|respond(?:ed|s)) with)["']?[ :=(<[]{0,4}["']?429\b|Too Many Requests|too many 429|rate[- _]?limit(?:ed|ing|s)?\b|quota exceeded for|requests? limit (?:exceeded|reached)|throttled/i,
    why: 'The other side asks for fewer requests.',
  },
  {
    id: 'http-408',
    reason: 'network',
    pattern:
      /\b408\b.{0,20}(?:Request Time|Client Error)|(?:status(?:[ _-]?code)?|HTTP\S{0,8}|code|error)["']?[ :=(<[]{0,4}(?:408|499|460)\b|Request Time-?out/i,
    why: 'The request did not arrive in time.',
  },
  {
    id: 'http-5xx',
    reason: 'service',
    pattern:
      /\b(?:500|502|503|504|508|509|52\d|530|598|599)\b[ :,-]{1,3}(?:Server Error|Internal|Bad Gateway|Service|Gateway|Backend|Slow|Web server|Origin|Connection timed|A timeout|Proxy|Temporar|Network|Unknown|Error|Message)|(?:HTTP\S{0,8}|HTTP (?:error|code|status|response)(?: code)?|status(?:[ _-]?code)?|StatusCode|Status|error(?: code)?|code|response(?: code)?|returned(?: error)?|received|got(?: an)?|(?:failed|respond(?:ed|s)) with|server returned)["']?[ ,:=(<[]{0,4}["']?(?:HTTP[ /]\S{0,6} )?(?:500|502|503|504|52\d|530|599)\b|Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out|Server Error\b.{0,20}(?:50\d|for url)|too many 50\d error|\b5xx\b|(?:temporarily|currently)[ _]unavailable|try (?:this \w{1,12} )?again (?:later|shortly|soon)|try your request again|in safe mode|wait (?:\S{1,20} ){1,4}try again|Retrying .{0,40}may (?:solve|help|succeed)|(?:please|should) retry\b(?! with)|temporary (?:error|failure(?! in name| resolving)|problem|issue)|transient (?:error|failure|problem|issue)|service is down|under maintenance|backend (?:fetch failed|is unhealthy)|Origin DNS error|Unicorn!|upstream (?:request timeout|connect error)|overloaded|[Ee]xperiencing (?:technical|high)|server error occurred|(?:encountered an|\ban) internal error|jobInternalError|\bServerException|Error from server \((?:InternalError|ServiceUnavailable|Timeout|ServerTimeout)|etcdserver: |internal error occurred|unable to return a response in/i,
    why: 'The other side had trouble of its own.',
  },
  {
    id: 'http-4xx',
    reason: 'permanent',
    pattern:
      /\b(?:400|401|402|403|404|405|406|409|410|411|412|413|414|415|416|422|451)\b[ :,-]{1,3}(?:Client Error|Bad Request|Unauthori[sz]ed|Payment|Forbidden|Not Found|Method|Not Acceptable|Conflict|Gone|Length|Precondition|Request|Payload|URI|Unsupported|Range|Requested|Unprocessable|Unavailable For)|(?:HTTP\S{0,8}|HTTP (?:error|code|status|response)(?: code)?|status(?:[ _-]?code)?|StatusCode|error(?: code)?|response(?: code)?|returned(?: error)?|received|(?:failed|respond(?:ed|s)) with|server returned)["']?[ :=(<[]{0,4}["']?(?:HTTP[ /]\S{0,6} )?(?:400|401|402|403|404|405|406|409|410|411|412|413|414|415|416|422|451)\b/i,
    why: 'The other side refuses the request as it is.',
  },
];
