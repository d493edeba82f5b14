import type { ConsumerGroup } from '@contraflow/contract';
import { RelativeTime } from '../../ui/TimeText.js';
import classes from './Groups.module.css';

/** Who muted a group, until when and why. */
export function MuteText({ mute }: { mute: ConsumerGroup['mute'] }) {
  if (mute === null) return null;
  return (
    <span className={`muted ${classes.mute}`}>
      by {mute.by} <RelativeTime instant={mute.at} />, {mute.until === null ? 'until unmuted' : <>ends <RelativeTime instant={mute.until} /></>}: {mute.reason}
    </span>
  );
}
