import type { HttpExchange } from '@contraflow/contract';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { BodyViewer } from '../body/BodyViewer.js';
import { Facts } from '../Facts.js';
import { HeadersTable } from '../HeadersTable.js';
import { StatusCode } from './StatusCode.js';
import { courseText } from './course.js';
import classes from './Detail.module.css';
import { TimingBars } from './TimingBars.js';

interface Props {
  exchange: HttpExchange;
  recordedAt: number;
  /** One more tab, such as the linked flows. */
  more?: { label: string; content: ReactNode };
}

/** Everything recorded of one exchange: request, response, headers, timing. */
export function ExchangeDetail({ exchange, recordedAt, more }: Props) {
  const headers = exchange.requestHeaders.length + exchange.responseHeaders.length;
  return (
    <Tabs defaultValue="request" classNames={{ tab: classes.tab ?? '', list: classes.tabs ?? '' }} color="var(--rest)" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="request">Request</Tabs.Tab>
        <Tabs.Tab value="response">Response</Tabs.Tab>
        <Tabs.Tab value="headers">Headers {headers}</Tabs.Tab>
        <Tabs.Tab value="timing">Timing</Tabs.Tab>
        {more && <Tabs.Tab value="more">{more.label}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="request">
        <RequestPart exchange={exchange} />
      </Tabs.Panel>
      <Tabs.Panel value="response">
        <ResponsePart exchange={exchange} />
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <HeadersTable name="Request headers" headers={exchange.requestHeaders} />
        <HeadersTable name="Response headers" headers={exchange.responseHeaders} />
      </Tabs.Panel>
      <Tabs.Panel value="timing">
        <TimingBars exchange={exchange} recordedAt={recordedAt} />
      </Tabs.Panel>
      {more && <Tabs.Panel value="more">{more.content}</Tabs.Panel>}
    </Tabs>
  );
}

const header = (headers: HttpExchange['requestHeaders'], wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;

function RequestPart({ exchange }: { exchange: HttpExchange }) {
  const type = header(exchange.requestHeaders, 'content-type');
  return (
    <>
      <Facts
        facts={[
          ['client', [exchange.clientAddress, exchange.userAgent].filter(Boolean).join(', ')],
          ['server', `${exchange.service}, ${exchange.urlScheme}://${exchange.serverAddress}:${exchange.serverPort}`],
          ['route', `${exchange.requestMethod} ${exchange.route}`],
          ['path', exchange.urlPath + (exchange.urlQuery === '' ? '' : `?${exchange.urlQuery}`)],
          ['trace', exchange.traceId ?? 'none'],
          ['content type', type],
        ]}
      />
      <BodyViewer name="Request body" body={exchange.requestBody} size={exchange.requestBodySize} contentType={type} note={exchange.requestBodyNote} />
    </>
  );
}

function ResponsePart({ exchange }: { exchange: HttpExchange }) {
  const type = header(exchange.responseHeaders, 'content-type');
  return (
    <>
      <Facts
        facts={[
          ['status', <StatusCode key="status" exchange={exchange} />],
          ['error', exchange.errorType],
          ['was a', courseText(exchange)],
          ['content type', type],
        ]}
      />
      <BodyViewer name="Response body" body={exchange.responseBody} size={exchange.responseBodySize} contentType={type} note={exchange.responseBodyNote} />
    </>
  );
}
