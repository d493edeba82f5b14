import { Modal } from '@mantine/core';
import { Keys } from '../../ui/Keys.js';
import { ValueStore, useValue } from '../../ui/value-store.js';
import classes from './HelpDialog.module.css';
import { shortcutGroups, type Shortcut } from './shortcuts.js';

const listed = (shortcuts: readonly Shortcut[]) => shortcuts.filter(({ unlisted }) => unlisted !== true);

/** Whether help is on screen. */
export const helpShown = new ValueStore(false);

/** Lists the shortcuts that work on this page now. */
export function HelpDialog() {
  const shown = useValue(helpShown);
  const groups = useValue(shortcutGroups);
  return (
    <Modal opened={shown} onClose={() => helpShown.set(false)} title="Keyboard" size="lg">
      <div className={classes.groups}>
        {groups.map(({ name, shortcuts }) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {listed(shortcuts).map(({ keys, label }) => (
                <div key={keys} className={classes.line}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                    <span className="visually-hidden">{keys}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
