/**
 * The names of OpenTelemetry's semantic conventions (stable HTTP, messaging) for
 * our fields. The mapping lives here alone: doors and exports translate by it.
 */
export const HTTP_SEMCONV = {
  requestMethod: 'http.request.method',
  route: 'http.route',
  urlScheme: 'url.scheme',
  urlPath: 'url.path',
  urlQuery: 'url.query',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  clientAddress: 'client.address',
  userAgent: 'user_agent.original',
  responseStatusCode: 'http.response.status_code',
  requestBodySize: 'http.request.body.size',
  responseBodySize: 'http.response.body.size',
  errorType: 'error.type',
  service: 'service.name',
} as const;

export const MESSAGING_SEMCONV = {
  system: 'messaging.system',
  topic: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  offset: 'messaging.kafka.offset',
  key: 'messaging.kafka.message.key',
  tombstone: 'messaging.kafka.message.tombstone',
  bodySize: 'messaging.message.body.size',
  consumerGroup: 'messaging.consumer.group.name',
  operationType: 'messaging.operation.type',
} as const;

/** Operation types of the messaging conventions that we use. */
export const OPERATION_TYPES = ['send', 'receive', 'process', 'settle'] as const;
