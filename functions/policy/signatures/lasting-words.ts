// What stays as it is until somebody changes it: a right, a name, a certificate, a version, a quota.
const LASTING = [
  /(?<!-)certificate(?! routines|trans)|\bissuer\b|PKIX|x509: |self.signed|trust anchor|trust relationship|alternative (?:dns )?name|cipher suite|no common algorithm|handshake(?: failure$|_failure)|protocol_version|unknown_ca|insufficient.security|unrecognized.name|no.application.protocol|diffie/,
  /password|(?:invalid|incorrect|wrong|bad|no|missing) (?:\S{1,20} )?credential|credentials? (?:\S{1,20} )?(?:not|invalid|incorrect|missing)|log(?:in|on) (?:was |is )?(?:denied|failed(?!.{1,200}(?:time-?out|timed out|canceled|EOF|reset|refused))|refused|incorrect)|unauthori[sz]ed|authenticat\w{0,8} (?:is |was |has |protocol )?(?:fail|requir|error|refused)|not be authenticated|unable to authenticate|SslAuthentication|requires encryption|lack of payment|client_error|in_use_by_another|billing (?:issue|account|problem|is |has |must)|credit balance|user.initiated/,
  /(?:lacks?|insufficient|missing|no|not have|requires?|needs?) (?:\S{1,20} ){0,3}permission|permission (?:is|was|to)\b|permissions? denied|denied|forbidden|privilege|not (?:allowed|permitted(?! on node)|supported|authori[sz]ed)/,
  /(?<!host |dns)not ?(?:be )?found|could ?n[o']t find any|no such (?!host|package '@)|(?:does|do|did)(?:n[o']t| not) (?:exist|match|contain|support|have permission)/,
  /(?:token|key|credentials?|password|name|argument|image|url|path) (?:or \w{1,20} )?(?:is|are|was) (?:invalid|incorrect|wrong|expired|unknown)|\bauth error/,
  /unsupported|incompatible|(?:is|are) not installed|must be (?:an?|set|in|one|greater|less|positive)\b|(?:is|are) not set\b|not (?:configured|provided|enabled|implemented)\b|because it has no|unsatisfied|malformed|misconfig|in connection string|already connected|max_allowed_packet|different configuration|clashes with|owner or permissions|event loop is closed|not a directory|unknown port|missing '\]'|key mismatch|not a valid|invalid (?:argument|url|image|name|reference|user|key|token|option|value|param|format|character|host|port|uri|scheme|path|config|credential)/,
  /\bgot (?:40[0-57]|41\d)\b|over its data quota|non-?existent|no space left|too many open files|read-only file|(?:^|[\s'"@:/=])\$\{?[a-z_]{2}|[{<](?:your|insert)[-_ ]/,
];

/**
 * Keeps a line that says what failed from being taken for passing trouble, when it also says why: for a reason that
 * stays. `also` are more reasons, of one signature.
 */
export function unlessLasting(...also: readonly RegExp[]): RegExp {
  return new RegExp([...LASTING, ...also].map(({ source }) => source).join('|'), 'i');
}
