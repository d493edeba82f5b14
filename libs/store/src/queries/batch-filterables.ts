import type { FieldName, FilterableFlow, FreeBytes, HttpExchange } from '@contraflow/contract';
import type { HttpRow, KafkaRow } from '../batch.js';

/** An exchange of a batch as the filter's predicate sees it. */
export function filterableHttp(row: HttpRow): FilterableFlow {
  return new FilterableHttp(row.exchange);
}

/** A record of a batch as the filter's predicate sees it. */
export function filterableKafka(row: KafkaRow): FilterableFlow {
  return new FilterableKafka(row);
}

class FilterableHttp implements FilterableFlow {
  readonly kind = 'http';
  constructor(private readonly exchange: HttpExchange) {}

  text(field: FieldName): string | null {
    const { exchange } = this;
    switch (field) {
      case 'side': return this.kind;
      case 'service': return exchange.service;
      case 'method': return exchange.requestMethod;
      case 'route': return exchange.route;
      case 'path': return exchange.urlPath;
      case 'query': return exchange.urlQuery;
      case 'client': return exchange.clientAddress;
      case 'agent': return exchange.userAgent;
      case 'error': return exchange.errorType;
      case 'exchange': return exchange.exchangeKind;
      case 'trace': return exchange.traceId;
      default: return null;
    }
  }

  number(field: FieldName): number | null {
    if (field === 'status') return this.exchange.responseStatusCode;
    if (field === 'duration') return this.exchange.durationNs;
    return field === 'size' ? this.exchange.responseBodySize : null;
  }

  bytes(field: FreeBytes): string | null {
    const body = field === 'requestBody' ? this.exchange.requestBody : field === 'responseBody' ? this.exchange.responseBody : null;
    return body && Buffer.from(body.base64, 'base64').toString('latin1');
  }
}

class FilterableKafka implements FilterableFlow {
  readonly kind = 'kafka';
  constructor(private readonly row: KafkaRow) {}

  text(field: FieldName): string | null {
    switch (field) {
      case 'side': return this.kind;
      case 'topic': return this.row.topic;
      case 'tombstone': return String(this.row.tombstone);
      case 'trace': return this.row.traceId;
      default: return null;
    }
  }

  number(field: FieldName): number | null {
    if (field === 'partition') return this.row.partition;
    if (field === 'offset') return Number(this.row.offset);
    return field === 'size' ? this.row.bodySize : null;
  }

  bytes(field: FreeBytes): string | null {
    const bytes = field === 'key' ? this.row.key : field === 'value' ? this.row.value : null;
    return bytes && bytes.toString('latin1');
  }
}
