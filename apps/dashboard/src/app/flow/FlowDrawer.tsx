import { flowInstant, type FlowDetail } from '@contraflow/contract';
import { Button, Drawer, Group } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { flowQuery } from '../../api/flows.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { toCurl } from '../../ui/flow/curl/curl.js';
import { ExchangeDetail } from '../../ui/flow/ExchangeDetail.js';
import { flowLabel } from '../../ui/flow/label.js';
import { exact } from '../../ui/format/numbers.js';
import { LinkedList } from '../../ui/flow/LinkedList.js';
import { RecordDetail } from '../../ui/flow/RecordDetail.js';
import { sideClass } from '../../ui/side.js';
import { SideBadge } from '../../ui/SideBadge.js';
import { AbsoluteTime } from '../../ui/TimeText.js';
import { QueryStates } from '../QueryStates.js';
import { useView } from '../view-search.js';
import classes from './FlowDrawer.module.css';

/** The details of the flow that the address names, over any page. */
export function FlowDrawer() {
  const { flow, closeFlow } = useView();
  return (
    <Drawer.Root opened={flow !== null} onClose={closeFlow} position="right" size={580} lockScroll={false}>
      <Drawer.Overlay backgroundOpacity={0.2} />
      <Drawer.Content aria-label="Details of the flow">{flow !== null && <Contents key={flow} id={flow} />}</Drawer.Content>
    </Drawer.Root>
  );
}

function Contents({ id }: { id: string }) {
  const query = useQuery(flowQuery(id));
  return (
    <>
      <Drawer.Header className={classes.header ?? ''}>
        <Drawer.Title className={classes.title ?? ''}>{query.data ? <Heading detail={query.data} /> : 'Flow'}</Drawer.Title>
        <Drawer.CloseButton aria-label="Close the details" />
      </Drawer.Header>
      <Drawer.Body className={classes.body ?? ''}>
        <QueryStates query={query} loading="Loading the flow" rows={12}>
          {(detail) => <Parts detail={detail} />}
        </QueryStates>
      </Drawer.Body>
    </>
  );
}

function Heading({ detail: { flow } }: { detail: FlowDetail }) {
  return (
    <>
      <span className={classes.when}>
        <SideBadge side={flow.kind} /> <AbsoluteTime instant={flowInstant(flow)} />
      </span>
      <span className={`mono ${sideClass(flow.kind)} ${classes.label}`}>{flowLabel(flow)}</span>
    </>
  );
}

function Parts({ detail }: { detail: FlowDetail }) {
  const { openFlow } = useView();
  const { flow } = detail;
  return (
    <>
      <Group gap={8} mb={12}>
        <Button leftSection={<IconArrowUpRight size={15} />} renderRoot={(props) => <Link to="/flows/$id" params={{ id: flow.id }} {...props} />}>
          Open flow
        </Button>
        <CopyButton value={() => `${window.location.origin}/flows/${encodeURIComponent(flow.id)}`} label="Copy link" />
        {flow.kind === 'http' && <CopyButton value={() => toCurl(flow)} label="Copy as curl" />}
      </Group>
      <section className={classes.linked} aria-label="Same trace">
        <h3>Same trace{detail.linked.length > 0 && ` · ${exact(detail.linked.length)}`}</h3>
        <LinkedList detail={detail} onOpen={openFlow} />
      </section>
      {flow.kind === 'http' ? (
        <ExchangeDetail exchange={flow} recordedAt={detail.recordedAt} />
      ) : (
        <RecordDetail record={flow} send={detail.send} groups={detail.groups} />
      )}
    </>
  );
}
