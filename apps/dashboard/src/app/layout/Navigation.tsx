import type { Me } from '@contraflow/contract';
import { Link } from '@tanstack/react-router';
import { Keys } from '../../ui/Keys.js';
import { destinationsFor } from '../navigation.js';
import { BrandSign } from './Brand.js';
import classes from './Navigation.module.css';
import { UserMenu } from './UserMenu.js';

/** Where to go, and who is here. The filter and the range go along from page to page. */
export function Navigation({ me, onGo }: { me: Me; onGo: () => void }) {
  const destinations = destinationsFor(me.role);
  const groups = [...new Set(destinations.map((destination) => destination.group))];
  return (
    <nav className={classes.nav} aria-label="Pages">
      <Link to="/live" className={classes.brand} onClick={onGo}>
        <BrandSign />
        Contraflow
      </Link>
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <div className={classes.group}>{group}</div>
          {destinations
            .filter((destination) => destination.group === group)
            .map(({ to, label, icon: Icon, key }) => (
              <Link
                key={to}
                to={to}
                search={({ filter, range }) => ({ filter, range })}
                className={classes.link}
                activeProps={{ className: classes.on ?? '' }}
                activeOptions={{ includeSearch: false }}
                onClick={onGo}
              >
                <Icon size={16} stroke={1.6} aria-hidden />
                {label}
                {key !== undefined && <Keys keys={`g ${key}`} />}
              </Link>
            ))}
        </section>
      ))}
      <UserMenu me={me} onGo={onGo} />
    </nav>
  );
}
