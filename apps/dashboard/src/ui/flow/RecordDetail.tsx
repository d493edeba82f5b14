import type { GroupPassage, KafkaRecord, ProducerSend } from '@contraflow/contract';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { BodyViewer } from '../body/BodyViewer.js';
import { fromBase64, isReadable, utf8 } from '../body/bytes.js';
import { Facts } from '../Facts.js';
import { asText, duration, exact } from '../format/numbers.js';
import { HeadersTable } from '../HeadersTable.js';
import { useZone } from '../zone.js';
import classes from './Detail.module.css';
import { GroupList } from './GroupList.js';
import { readableText, timestampName, timestampText } from './record-time.js';

interface Props {
  record: KafkaRecord;
  send: ProducerSend | null;
  groups: readonly GroupPassage[];
  /** One more tab, such as the linked flows. */
  more?: { label: string; content: ReactNode };
}

/** Everything recorded of one record: where it lies, its three clocks, its groups, key, value and headers. */
export function RecordDetail({ record, send, groups, more }: Props) {
  const zone = useZone();
  return (
    <Tabs defaultValue="record" classNames={{ tab: classes.tab ?? '', list: classes.tabs ?? '' }} color="var(--kafka)" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="record">Record</Tabs.Tab>
        <Tabs.Tab value="headers">Headers {record.headers.length}</Tabs.Tab>
        {more && <Tabs.Tab value="more">{more.label}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="record">
        <Facts
          facts={[
            ['topic', `${record.topic} / ${record.partition} @ ${exact(record.offset)}`],
            ['cluster', record.clusterId],
            [timestampName(record), timestampText(record, zone)],
            ['accepted after', acceptedText(send)],
            ['readable after', readableText(record)],
            ['producer', send?.service],
            ['schema id', record.schemaId],
            ['trace', record.traceId ?? 'none'],
          ]}
        />
        <h3 className={classes.heading}>Groups</h3>
        <GroupList groups={groups} record={record} />
        <BodyViewer name="Key" body={record.key} size={record.keySize} />
        {record.tombstone ? <p className={classes.note}>No value: a tombstone, it deletes its key.</p> : <BodyViewer name="Value" body={record.value} size={record.bodySize} />}
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <HeadersTable name="Record headers" headers={record.headers.map(([name, value]) => [name, value === null ? null : headerText(value)])} />
      </Tabs.Panel>
      {more && <Tabs.Panel value="more">{more.content}</Tabs.Panel>}
    </Tabs>
  );
}

function acceptedText(send: ProducerSend | null): string {
  if (send === null) return 'unknown: its producer reports no sends';
  return send.errorType === null ? asText(duration(send.durationNs)) : `refused: ${send.errorType}`;
}

/** Header values are bytes: text where they are some, else hex. */
function headerText(base64: string): string {
  const bytes = fromBase64(base64);
  const text = utf8(bytes);
  if (text !== null && isReadable(text)) return text;
  return `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
