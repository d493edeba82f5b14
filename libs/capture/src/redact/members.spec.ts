import { redactBody, redactTargetQuery } from './body.js';
import { redactHeaders } from './headers.js';
import { redactionRules } from './rules.js';

const rules = redactionRules();

/** Bodies as they were seen in the wild. What begins with S3C is secret. */
test.each([
  ['application/json', '{"password":["S3C","x"],"n":1}'],
  ['application/json', '{"a":{"code":["S3C1"]}}'],
  ['application/json', '{"headers":{"authorization":["Bearer S3Cabcdef"]}}'],
  ['application/json', '{"headers":[{"name":"Authorization","values":["S3C"]}]}'],
  ['application/json', '{"Name":"DB_PASSWORD","Type":"String","Value":"S3C"}'],
  ['application/json', '{"key":"password","value":{"stringValue":"S3C"}}'],
  ['application/json', '{"attributes":[{"key":"http.request.header.authorization","value":{"stringValue":"S3C"}}]}'],
  ['application/json', '[{"k":"token","v":"S3C"}]'],
  ['application/json', '{"field":"ssn","old":"S3C1","new":"S3C2"}'],
  ['application/json', '{"op":"replace","path":"/password","value":"S3C"}'],
  ['application/json', '{"query":"password:S3C AND user:x"}'],
  ['application/json', '{"cmd":"curl -u ann:S3C https://x"}'],
  ['application/json', '{"cmd":"curl -H \'X-Api-Key: S3C\' https://x"}'],
  ['application/json', '{"log":"Authorization: Basic S3Cabc=="}'],
  ['application/json', '{"msg":"jdbc:mysql://h/db?user=a&password=S3C&x=1"}'],
  ['application/json', '{"msg":"host=h user=a password=\'S3C x\' dbname=d"}'],
  ['application/json', '{"msg":"amqp://ann:S3C@h:5672/%2F"}'],
  ['application/json', '{"msg":"redis://:S3C@h:6379/0"}'],
  ['application/json', '{"msg":"DefaultEndpointsProtocol=https;AccountName=x;AccountKey=S3C==;EndpointSuffix=core.windows.net"}'],
  ['application/json', '{"msg":"Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=S3C="}'],
  ['application/json', '{"url":"https://x.blob.core.windows.net/c/f?sv=2021&sr=b&sig=S3C%2Babc&se=2026"}'],
  ['application/json', '{"url":"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=A&X-Amz-Credential=S3C%2F20260101&X-Amz-Signature=S3C&X-Amz-Date=1"}'],
  ['application/json', '{"url":"https://d.cloudfront.net/x?Expires=1&Signature=S3C~&Key-Pair-Id=S3CK&Policy=S3CP"}'],
  ['application/json', '{"a":"{\\"b\\":\\"https://x/?to=https%3A%2F%2Fy%3Fcode%3DS3C1\\"}"}'],
  ['application/json', '{"q":"query($password: String = \\"S3C\\") { login(password: $password) { id } }","variables":{"password":"S3C"}}'],
  ['application/json', '{"q":"mutation { login(input: {user: \\"a\\", password: \\"\\"\\"S3C\\"\\"\\"}) { ok } }"}'],
  ['application/json', '{"q":"mutation { a(tokens: [\\"S3C\\", \\"S3D\\"], n: 1) { ok } }"}'],
  ['application/json', '{"yaml":"a: 1\\npassword: |\\n  S3C\\n  S3C2\\nb: 2"}'],
  ['application/json', '{"csv":"user,password\\nann,S3C\\n"}'],
  ['application/json', '{"xml":"<a><password>S3C</password></a>"}'],
  ['application/json', '{"form":"a=1&password=S3C&b=2"}'],
  ['application/json', '{"b64":"data","pem":"-----BEGIN OPENSSH PRIVATE KEY-----\\nS3C\\n-----END OPENSSH PRIVATE KEY-----\\n"}'],
  ['application/json', '{"pass":"S3C","pin":1234,"otp":"123456","code":"123456","state":"af0ifS3C"}'],
  ['application/json', '{"pass\\u0077ord":"S3C"}'],
  ['application/json', '/*c*/{"password":"S3C"}'],
  ['application/json', ')]}\',\n{"password":"S3C","x":[{"name":"token","value":"S3C"}]}'],
  ['application/javascript', 'callback({"name":"token","value":"S3C"});'],
  ['application/json', '{"password" : "S3C" , }'],
  ['application/json', '{"a":1,"items":[{"value":"S3C","name":"api_key"},{"value":"y","name":"n"}]}'],
  ['application/json', '["Authorization: Bearer S3Cabcdefg"]'],
  ['application/json', '{"session":{"id":"S3C"}}'],
  ['application/json', '{"auth":{"username":"a","password":"S3C"},"auths":{"r":{"auth":"S3Cabc1="}}}'],
  ['text/plain', 'Password:\nS3C\n'],
  ['text/plain', 'PASSWORD="S3C x"\nA=1'],
  ['text/plain', "{'password': 'S3C', 'n': 1}"],
  ['text/plain', 'password = S3C # comment'],
  ['text/plain', 'user=ann&password=S3C&x=1'],
  ['text/plain', 'Set-Cookie: sid=S3C; Path=/'],
  ['text/plain', 'Cookie: a=S3C; b=S3C'],
  ['text/plain', 'GET /x?code=S3C1&state=S3C2 HTTP/1.1\nHost: x\nAuthorization: Bearer S3Cabcdef\n'],
  ['text/plain', '<password>S3C</password> hi'],
  ['text/plain', 'https://x/#/cb?code=S3C1&a=1'],
  ['application/yaml', 'password:\n  - S3C\n  - S3C\nb: 1'],
  ['application/yaml', 'secrets:\n  a: S3C\n  b:\n    c: S3C\nz: 1'],
  ['application/yaml', 'a: {password: S3C, n: 1}\nz: 1'],
  ['application/yaml', 'password: >-\n  S3C\n\n  S3C\nz: 1'],
  ['application/yaml', '- {name: DB_PASSWORD, value: S3C}\n'],
  ['application/yaml', 'password: "S3C\n  S3C2"\nz: 1'],
  ['application/yaml', 'password: S3C\n  S3Cmore\nz: 1'],
  ['application/yaml', 'url: postgres://a:S3C@h/d\nx: !!str S3X\ntoken: !!str S3C\n'],
  ['application/yaml', 'env:\n  DB_PASSWORD: &a S3C\n  X: *a\n'],
  ['text/csv', 'user\tpassword\nann\tS3C\n'],
  ['text/csv', 'user,url\nann,https://x/?sig=S3C\n'],
  ['text/csv', 'a,b\r\n"x, password=S3C",2\r\n'],
  ['text/csv', 'password\nS3C\nS3D\n'],
  ['application/xml', '<user password=\'S3C\' n="1"><pin>S3C</pin></user>'],
  ['application/xml', '<wsse:Password Type="PasswordText">S3C</wsse:Password>'],
  ['application/xml', '<entry key="password">S3C</entry>'],
  ['application/xml', '<item><key>token</key><val>S3C</val></item>'],
  ['application/xml', '<env name="DB_PASSWORD"><value>S3C</value></env>'],
  ['application/xml', '<param><name>password</name><value><string>S3C</string></value></param>'],
  ['application/xml', '<member><name>token</name>\n  <value><string>S3C</string></value></member>'],
  ['application/xml', '<a value="S3C" name="token"/>'],
  ['application/xml', '<a><![CDATA[{"password":"S3C"}]]></a>'],
  ['application/xml', '<code>S3C1x</code>'],
  ['text/html', '<a href="https://x/?token=S3C&amp;code=S3C1">x</a><code>npm i</code><script>var password = "S3C";</script>'],
  ['application/x-www-form-urlencoded', 'SAMLResponse=S3C&RelayState=S3C&x=1'],
  ['application/x-www-form-urlencoded', 'name=password&value=S3C'],
  ['application/x-www-form-urlencoded', 'user[password]=S3C&user[pin]=S3C&oauth.code=S3C'],
  ['application/x-www-form-urlencoded', 'payload={"token":"S3C"}'],
  ['application/x-www-form-urlencoded', 'a=b%26password%3DS3C'],
  ['application/x-www-form-urlencoded', 'a=https%253A%252F%252Fx%253Fcode%253DS3C1'],
])('%s: %s', (mediaType, text) => {
  const redacted = redactBody(Buffer.from(text), mediaType, rules, false).toString();
  expect(redacted).not.toContain('S3C');
  expect(redacted).toContain('[redacted]');
});

test.each([
  ['X-Custom', 'Bearer S3Cabcdefg'],
  ['X-Original-URL', '/x?code=S3C'],
  ['User-Agent', 'x token=S3C'],
  ['Sec-WebSocket-Protocol', 'v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.S3Cabc'],
  ['Origin', 'https://a:S3C@h'],
  ['Refresh', '0; url=/x?ticket=S3C'],
  ['X-WSSE', 'UsernameToken PasswordDigest="S3C"'],
  ['X-Debug', '{"session":"S3C"}'],
  ['PayPal-Transmission-Sig', 'S3C'],
  ['X-Session', 'S3C'],
  ['X-Sid', 'S3C'],
  ['Location', '/login?next=%2Fcb%3Fcode%3DS3C'],
])('header %s: %s', (name, value) => expect(JSON.stringify(redactHeaders([name, value], rules))).not.toContain('S3C'));

test.each(['X-Request-Id', 'ETag', 'Via', 'X-Forwarded-For', 'Sec-WebSocket-Key', 'Content-Security-Policy'])('header %s stays', (name) => {
  expect(redactHeaders([name, '0f7f6a9e-1b7c "x" 10.0.0.1'], rules)).toEqual([[name, '0f7f6a9e-1b7c "x" 10.0.0.1']]);
});

test('a query keeps what is no secret, byte for byte', () => {
  for (const query of ['page=2&sort=price&filter=blue%20mug', 'q=a+b%26c&zip=%zz', 'statusCode=200&country_code=DE', 'a=%7B%22b%22%3A1%7D']) expect(redactTargetQuery(query, rules)).toBe(query);
});
