import type { ConsumerGroup, ConsumerGroups } from '@contraflow/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { groupsQuery } from '../../api/groups.js';
import { Page } from '../../app/layout/Page.js';
import { QueryStates } from '../../app/QueryStates.js';
import { EmptyState } from '../../ui/states/EmptyState.js';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Groups.module.css';
import { GroupTable } from './GroupTable.js';
import { MuteDialog } from './MuteDialog.js';

/** The consumer groups: who is behind, who is gone, and of whom nobody wants to hear. */
export function GroupsPage() {
  const groups = useQuery(groupsQuery);
  const [muting, setMuting] = useState<string | null>(null);
  return (
    <Page title="Groups" top={<Top answer={groups.data} />}>
      <QueryStates
        query={groups}
        loading="Loading groups"
        isEmpty={(answer) => answer.groups.length === 0}
        empty={<EmptyState title="No consumer group reads a recorded topic">A group appears here once it has committed an offset in a topic that KAFKA_TOPICS allows.</EmptyState>}
      >
        {(answer) => (
          <div className={classes.body}>
            {answer.absent && <p className="warn">{answer.absent} What follows is from before.</p>}
            <Section title="Reading" groups={answer.groups} standing="active" onMute={setMuting} />
            <Section title="Abandoned" note="Nobody has been in them for more than an hour. They count in no tile, no headline and no health item." groups={answer.groups} standing="abandoned" onMute={setMuting} />
            <Section title="Muted" note="Operators do not want to hear of them. They count in no tile, no headline and no health item." groups={answer.groups} standing="muted" onMute={setMuting} />
          </div>
        )}
      </QueryStates>
      <MuteDialog key={muting} consumerGroup={muting} onClose={() => setMuting(null)} />
    </Page>
  );
}

function Top({ answer }: { answer: ConsumerGroups | undefined }) {
  return (
    <>
      {answer?.sweptAt != null && (
        <span className="muted">
          as of <RelativeTime instant={answer.sweptAt} />
        </span>
      )}
    </>
  );
}

function Section({ title, note, groups, standing, onMute }: { title: string; note?: string; groups: readonly ConsumerGroup[]; standing: ConsumerGroup['standing']; onMute: (group: string) => void }) {
  const some = groups.filter((group) => group.standing === standing);
  if (some.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={classes.heading}>
        {title} <span className="muted">{some.length}</span>
      </h2>
      {note && <p className={`muted ${classes.note}`}>{note}</p>}
      <GroupTable title={title} groups={some} onMute={onMute} />
    </section>
  );
}
