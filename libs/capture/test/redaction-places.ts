/** A secret that no name and no place may let through. */
export const SECRET = 'S3CR3T-v41ue';

/** Names as they stand in the wild; every one of them is tried in every place, whole and cut. */
export const NAMES = [
  'password', 'passwd', 'pass_word', 'passphrase', 'passcode', 'pass', 'DB_PASSWORD', 'pwd', 'secret', 'client_secret', 'clientSecret', 'client-secret', 'token', 'access_token', 'refreshToken', 'id_token', 'api_key',
  'apiKey', 'api-key', 'apikey', 'x-functions-key', 'private_key', 'credentials', 'AccountKey', 'SharedAccessKey', 'authorization', 'auth_code',
  'signature', 'sig', 'X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'X-Goog-Signature', 'X-Goog-Credential', 'AWSAccessKeyId', 'OSSAccessKeyId', 'security-token', 'Key-Pair-Id',
  'code', 'state', 'otp', 'totp', 'pin', 'card_pin', 'cardPin', 'userPIN', 'pinCode', 'ticket', 'sid', 'connect.sid', 'session', 'session_id', 'sessionId', 'JSESSIONID', 'PHPSESSID', 'SAMLResponse', 'saml_response',
  'client_assertion', 'clientAssertion', 'code_verifier', 'codeVerifier', 'device_code', 'RelayState', 'ssn', 'userSsn', 'SSN', 'iban', 'debtorIban', 'pan', 'card_number', 'cvv', 'mnemonic', 'seed-phrase',
  'X-Hub-Signature', 'X-Hub-Signature-256', 'Stripe-Signature', 'X-Slack-Signature', 'X-Twilio-Signature', 'X-Shopify-Hmac-Sha256', 'Ocp-Apim-Subscription-Key', 'DPoP', 'X-Gitlab-Token', 'X-Goog-IAP-JWT-Assertion',
  'Proxy-Authorization', 'X-CSRF-Token', 'X-Auth-Key',
];

export const json = (value: unknown) => JSON.stringify(value);
export const encode = encodeURIComponent;
/** A media type and a body in which the value of a name is the secret. */
export type Place = [place: string, mediaType: string, body: (name: string, secret: string) => string];
export const PLACES: Place[] = [
  ['field of JSON', 'application/json', (name, secret) => json({ a: 1, [name]: secret, b: 'x' })],
  ['field of JSON, deep', 'application/json', (name, secret) => json({ a: [{ b: { [name]: secret } }], c: 1 })],
  ['JSON in JSON', 'application/json', (name, secret) => json({ body: json({ [name]: secret, n: 1 }) })],
  ['JSON in JSON, five deep', 'application/json', (name, secret) => json([json([json([json({ x: json({ y: json({ [name]: secret }) }) })])])])],
  ['name and value', 'application/json', (name, secret) => json({ env: [{ name, value: secret }, { name: 'N', value: 'x' }] })],
  ['value and name', 'application/json', (name, secret) => json([{ value: secret, name }])],
  ['name and value, of a cloud', 'application/json', (name, secret) => json({ Parameters: [{ ParameterKey: name, ParameterValue: secret }] })],
  ['pairs in an array', 'application/json', (name, secret) => json({ headers: [['accept', '*/*'], [name, secret]] })],
  ['flat pairs', 'application/json', (name, secret) => json(['accept', 'x', name, secret, 'b', 'c'])],
  ['JSON of many lines', 'application/x-ndjson', (name, secret) => `${json({ a: 1 })}\n${json({ [name]: secret })}\n`],
  ['an address in JSON', 'application/json', (name, secret) => json({ next: `https://x.example/y?a=1&${name}=${secret}&b=2` })],
  ['an address in JSON as Go writes it', 'application/json', (name, secret) => json({ next: `https://x.example/y?a=1&${name}=${secret}&b=2` }).replaceAll('&', '\\u0026')],
  ['behind # in JSON', 'application/json', (name, secret) => json({ next: `https://x.example/y#${name}=${secret}` })],
  ['an address in an address', 'application/json', (name, secret) => json({ next: `https://x.example/login?to=${encode(`https://y.example/z?a=1&${name}=${secret}&b=2`)}&c=3` })],
  ['an address in an address in one', 'application/json', (name, secret) => json({ next: `https://x.example/?to=${encode(`https://y.example/?to=${encode(`https://z.example/?${name}=${secret}`)}`)}` })],
  ['a connection string', 'application/json', (name, secret) => json({ dsn: `Server=db;User Id=sa;${name}=${secret};Timeout=5` })],
  ['GraphQL', 'application/graphql', (name, secret) => `mutation { login(user: "ann", ${name.replace(/\W/g, '_')}: "${secret}") { ok } }`],
  ['GraphQL in JSON', 'application/json', (name, secret) => json({ query: `mutation M($n: Int) { login(${name.replace(/\W/g, '_')}: "${secret}", n: $n) { ok } }` })],
  ['form', 'application/x-www-form-urlencoded', (name, secret) => `a=1&${encode(name)}=${secret}&b=2`],
  ['form with JSON', 'application/x-www-form-urlencoded', (name, secret) => `a=1&payload=${encode(json({ [name]: secret }))}&b=2`],
  ['form with an address', 'application/x-www-form-urlencoded', (name, secret) => `redirect_uri=${encode(`https://x.example/cb?a=1&${name}=${secret}`)}&b=2`],
  ['element of XML', 'application/xml', (name, secret) => `<a><b>1</b><${name}>${secret}</${name}><c>2</c></a>`],
  ['CDATA of XML', 'application/xml', (name, secret) => `<a><w:${name}><![CDATA[${secret}]]></w:${name}><c>2</c></a>`],
  ['attribute of XML', 'application/xml', (name, secret) => `<a ${name}="${secret}" n="1"/>`],
  ['name and value as attributes', 'application/xml', (name, secret) => `<cfg><add key="${name}" value="${secret}"/></cfg>`],
  ['name and value as elements', 'text/xml', (name, secret) => `<c><property><name>${name}</name><value>${secret}</value></property></c>`],
  ['value and name as elements', 'text/xml', (name, secret) => `<c><property><value>${secret}</value><name>${name}</name></property></c>`],
  ['property list', 'application/xml', (name, secret) => `<dict><key>a</key><string>b</string><key>${name}</key><string>${secret}</string></dict>`],
  ['JSON in XML', 'application/xml', (name, secret) => `<a><m>${json({ [name]: secret }).replaceAll('"', '&quot;')}</m></a>`],
  ['YAML', 'application/yaml', (name, secret) => `a: 1\n${name}: ${secret}\nb: 2\n`],
  ['YAML, quoted', 'application/yaml', (name, secret) => `a:\n  "${name}": "${secret}"\n  b: 2\n`],
  ['YAML, name and value', 'application/yaml', (name, secret) => `env:\n  - name: ${name}\n    value: ${secret}\n  - name: N\n    value: x\n`],
  ['YAML, value and name', 'text/yaml', (name, secret) => `env:\n  - value: ${secret}\n    name: ${name}\n`],
  ['CSV', 'text/csv', (name, secret) => `user,${name},n\nann,${secret},1\nbob,"${secret}",2\n`],
  ['CSV with semicolons', 'text/csv', (name, secret) => `"user";"${name}"\n"ann";"${secret}"\n`],
  ['CSV of names and values', 'text/csv', (name, secret) => `name,value\nN,x\n${name},${secret}\n`],
  ['assignment in text', 'text/plain', (name, secret) => `export A=1\n${name}=${secret}\n`],
  ['log line', 'text/plain', (name, secret) => `10:42:31 login user=ann ${name}=${secret} n=1\n`],
  ['server-sent events', 'text/event-stream', (name, secret) => `event: x\ndata: ${json({ a: 1, [name]: secret })}\n\n`],
  ['text that is JSON', 'text/plain', (name, secret) => json({ [name]: secret })],
  ['JavaScript', 'application/javascript', (name, secret) => `const config = {"${name}": '${secret}', n: 1};`],
];
