import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Page } from '../../app/layout/Page.js';
import { meQuery } from '../../api/auth.js';
import { Facts } from '../../ui/Facts.js';
import { zoneName } from '../../ui/format/times.js';
import { setZone, useZone } from '../../ui/zone.js';
import classes from './AccountPage.module.css';
import { PasswordForm } from './PasswordForm.js';

/** Who you are here, how you like to see it, and your password. */
export function AccountPage() {
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const zone = useZone();
  return (
    <Page title="Account" top={null}>
      <div className={classes.columns}>
        <section aria-label="You">
          <h2>You</h2>
          <Facts facts={[['name', me?.username], ['role', me?.role], ['may', me && MAY[me.role]]]} />
          <h2>On this browser</h2>
          <div className={classes.choice}>
            <span>Colours</span>
            <SegmentedControl
              aria-label="Colours"
              value={colorScheme}
              onChange={(value) => setColorScheme(value as MantineColorScheme)}
              data={[
                { value: 'dark', label: 'Dark' },
                { value: 'light', label: 'Light' },
                { value: 'auto', label: 'As the system' },
              ]}
            />
          </div>
          <div className={classes.choice}>
            <span>Times in</span>
            <SegmentedControl
              aria-label="Times in"
              value={zone}
              onChange={(value) => setZone(value === 'local' ? 'local' : 'UTC')}
              data={[
                { value: 'UTC', label: 'UTC' },
                { value: 'local', label: `Local, ${zoneName('local')}` },
              ]}
            />
          </div>
        </section>
        <section aria-label="Change the password">
          <h2>Change the password</h2>
          <PasswordForm onChanged={() => notifications.show({ color: 'green', title: 'Your password is changed', message: 'Your other sessions have ended.' })} />
        </section>
      </div>
    </Page>
  );
}

const MAY = {
  viewer: 'look at everything and export it',
  operator: 'look at everything and export it',
  admin: 'all of it, and manage users and API keys',
} as const;
