import type { Signature } from './signature.ts';

/** Connections that could not be made, broke or timed out, in any client's words. */
export const NETWORK: readonly Signature[] = [
  {
    id: 'name-not-resolved',
    reason: 'network',
    pattern:
      /Name or service not known|nodename nor servname|getaddrinfo|No address associated with hostname|NameResolutionError|Failed to resolve|Could not resolve (?:host|proxy)|EAI_AGAIN|\bENOTFOUND\b|no such host|UnknownHostException|gaierror|server misbehaving|Name does not resolve|dns error|DNS (?:lookup|resolution|server|query).{0,60}(?:fail|error|time|no)|unable to resolve host|host not found|lookup .{1,120}: (?:i\/o timeout|Temporary|no|server|read udp|dial udp|on )|ClientConnectorDNSError|No DNS servers|name resolution|resolve host ?name|ERR_NAME_NOT_RESOLVED|Unknown host|Domain name not found|\[Errno -[2-5]\]|\[Errno 8\] nodename|UnresolvedAddressException|failed to lookup address/i,
    why: 'A host name could not be looked up.',
  },
  {
    id: 'connection-reset',
    reason: 'network',
    pattern:
      /Connection ?Reset|reset by peer|\bECONNRESET\b|\[Errno 104\]|\[Errno 54\]|\b10054\b|forcibly closed|stream (?:was )?reset|reset reason|peer reset|ERR_CONNECTION_RESET|socket hang up|Remote end closed connection|RemoteDisconnected|Connection aborted|ConnectionAborted|\bECONNABORTED\b|\[Errno 103\]|\b10053\b|Server disconnected|ServerDisconnectedError|closed (?:the )?connection (?:without|unexpectedly|before)|connection (?:was |has been |is )?(?:closed|lost|dropped|terminated|interrupted|aborted) (?:unexpectedly|by (?:the )?(?:remote|peer|server|foreign)|before|while|prematurely|without)|connection (?:was |has been )?(?:lost|dropped|interrupted)\b|BadStatusLine|ProtocolError|IncompleteMessage|unexpected disconnect|Lost connection .|use of closed network connection|other side closed|ERR_HTTP2|HTTP\/2 stream .{0,60}(?:not closed cleanly|INTERNAL_ERROR|REFUSED)|http2: (?:client|server|Transport|timeout)|stream error|NGHTTP2|Recv failure|Send failure|Empty reply from server|Server returned nothing|(?:server|host|peer|side) (?:has )?closed (?:the )?connection|ConnectionClosed|unexpectedly (?:closed|disconnected)|TypeError: terminated|UND_ERR_SOCKET|\bEOF occurred in violation|\S: EOF$|ConnectionTerminated|ServerClosed|closed abruptly|connection (?:to .{1,120} )?(?:was |has been |is |got )?(?:dropped|lost|broke|broken|cut|reset|aborted|interrupted)\b|connection closed(?: by|$)|channel (?:is )?closed.{0,30}(?:connection|peer)|ClientOSError|ReadError\b|WriteError\b|CloseError|NetworkError\b|PEER_?CLOSED/i,
    why: 'The other side dropped the connection.',
  },
  {
    id: 'broken-pipe',
    reason: 'network',
    pattern: /Broken ?pipe|\bEPIPE\b|\[Errno 32\]/i,
    why: 'The other end of a connection went away.',
  },
  {
    id: 'connection-refused',
    reason: 'network',
    pattern:
      /Connection (?:was |has been |is )?refused|ConnectionRefused|\bECONNREFUSED\b|\[Errno 111\]|\[Errno 61\]|actively refused|\b10061\b|ERR_CONNECTION_REFUSED/i,
    why: 'Nothing listens there at the moment, as while a server restarts.',
  },
  {
    id: 'host-unreachable',
    reason: 'network',
    pattern:
      /No route to host|(?:Network|Host|Destination|network) (?:is )?unreachable|\bEHOSTUNREACH\b|\bENETUNREACH\b|\bENETDOWN\b|\[Errno 1(?:00|01|13)\]|network .{0,30}(?:changed|is down)|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_ADDRESS_UNREACHABLE|Cannot assign requested address|\bEADDRNOTAVAIL\b|\[Errno 99\]|NoRouteToHostException/i,
    why: 'There is no way to that host at the moment.',
  },
  {
    id: 'connect-timeout',
    reason: 'network',
    pattern:
      /connect(?:ion)?(?: attempt)?(?: has)? ?(?:to .{1,160} )?timed? ?-?out|\bETIMEDOUT\b|\[Errno 110\]|\[Errno 60\]|\b10060\b|timed out (?:trying to |while )?connect|could not connect .{0,160}timed? ?out|ERR_CONNECTION_TIMED_OUT|UND_ERR_CONNECT_TIMEOUT|dial tcp|connect: |error connecting to|client error \(Connect\)|tcp connect error|error trying to connect|Failed to establish a new connection|NewConnectionError|ClientConnector(?:Error|SSLError)|MaxRetryError|Max retries exceeded|All connection attempts failed|\bConnectError\b|Could not connect to|couldn't connect to|Unable to connect to|Cannot connect to|Failed to connect|connection (?:attempt )?failed|failed to open (?:a )?(?:connection|socket)|unable to establish .{0,20}connection|error sending request|APIConnectionError|Connection error|connection problems/i,
    why: 'No connection came about.',
  },
  {
    id: 'read-timeout',
    reason: 'network',
    pattern:
      /Read ?timed ?out|ReadTimeout|read timeout|WriteTimeout|PoolTimeout|SocketTimeout|socket\.timeout|Socket timeout|i\/o timeout|Operation timed out|operation too slow|HttpClient\.Timeout|net\/http: (?:request canceled|timeout)|request (?:has )?timed? ?-?out|request was (?:canceled|aborted) due to|UND_ERR_(?:HEADERS|BODY)_TIMEOUT|ESOCKETTIMEDOUT|TimeoutError|TimeoutException|asyncio\.exceptions\.(?:TimeoutError|CancelledError)|HTTPTimeout|APITimeout|Timeout was reached|SO_TIMEOUT|Timeout (?:on reading|waiting|while|exceeded|error|reached|expired)|(?:down|up)load (?:.{1,200} )?(?:has )?timed out|timed? ?out (?:while |when |during )?(?:reading|downloading|waiting for (?:a )?(?:response|reply|data|server|connection)|receiving|fetching|uploading|sending)|: timed out\b(?! waiting for the condition)|timeout: timed out|curl: \(28\)|\btimed out\.?$|\(timed? ?out\)|IdleTimeout|did not respond|no response (?:from|within|received)|not responding|idle timeout|timeout awaiting|Operation expired|timeout of \d{1,9} ?m?s exceeded|\(:timeout\)|\btime out\b|execution expired|OpenTimeout|Timed out after/i,
    why: 'An answer did not come in time.',
  },
  {
    id: 'tls-broken',
    reason: 'network',
    pattern:
      /SSL(?:EOF|ZeroReturn|WantRead|Syscall)?Error|SSL: (?:UNEXPECTED_EOF|DECRYPTION_FAILED|BAD_RECORD|KRB5|LENGTH|BAD_LENGTH|APPLICATION_DATA_AFTER|TLSV1_ALERT_INTERNAL|UNKNOWN)|UNEXPECTED_EOF_WHILE_READING|DECRYPTION_FAILED_OR_BAD_RECORD_MAC|bad record mac|SSL_ERROR_SYSCALL|SSL_ERROR_ZERO_RETURN|SSL routines.{0,60}(?:unexpected eof|bad record|decryption)|unexpected eof while reading|bad handshake|handshake (?:failed|failure|timed|operation timed|did not|terminated)|SSLHandshakeException|SSLException|Secure Channel|GnuTLS|remote error: tls|_ssl\.c:\d{1,6}|SSL (?:connection|read|connect|handshake)|TLS (?:connection|connect|handshake|error)|\bEPROTO\b|ssl_client.{0,40}error|OpenSSL SSL_(?:read|connect|write)/i,
    why: 'A TLS connection broke.',
  },
  {
    id: 'proxy-broken',
    reason: 'network',
    pattern:
      /ProxyError|Cannot connect to proxy|Tunnel connection failed: (?!40[37])|proxy (?:connect|connection|tunnel).{0,40}(?:fail|refused|abort|timed|error)|Received HTTP code (?:50\d|000) from proxy|SOCKSHTTPS?Connection|ProxyConnectionError/i,
    why: 'The proxy did not let the connection through.',
  },
  {
    id: 'curl-connection',
    reason: 'network',
    pattern:
      /curl: \((?:5|6|7|16|18|28|35|52|55|56|92|95)\)|curl (?:5|6|7|16|18|28|35|52|55|56|92) |wget: (?:unable to resolve|can't connect|download timed out|error getting response|server returned error: HTTP\/1\.[01] 5)|libcurl.{0,80}(?:timeout|reset|resolve)|errorCode=(?:2|5|6|19|29)\b|curl error (?:6|7|16|18|28|35|52|55|56|92)\b/i,
    why: 'curl or wget lost the connection.',
  },
  {
    id: 'fetch-failed',
    reason: 'network',
    pattern:
      /TypeError: fetch failed|URLError|<urlopen error|(?:network|socket) (?:error|failure|issue|timeout|problem)|Network request failed|networking error|requests\.exceptions\.(?:ConnectionError|Timeout|RetryError)|urllib3\.exceptions\.\w{3,40}|httpx\.\w{3,20}(?:Error|Timeout)|httpcore\.\w{3,20}|aiohttp\.client_exceptions\.Client(?!Response)\w{3,40}|ConnectionError\b|java\.net\.(?:Connect|Socket|UnknownHost|SocketTimeout|NoRouteToHost)\w{0,20}Exception|SocketException|WebSocket(?:ConnectionClosed|Timeout|BadStatus)\w{0,12}|websocket.{0,60}(?:closed|1006|1011|1012)/i,
    why: 'A request did not get through.',
  },
  {
    id: 'download-failed',
    reason: 'network',
    role: 'type',
    pattern:
      /(?:Could not|failed to|unable to|error) (?:download|fetch|reach)|Error (?:downloading|fetching)|(?:download|downloading|fetch) (?:failed|error)|download (?:of|from) .{1,300} failed/i,
    why: 'Something did not arrive, and no line near it says why.',
  },
];
