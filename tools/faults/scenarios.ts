import type { Scenario } from './scenario.ts';
import { brokerKill } from './scenarios/broker-kill.ts';
import { gatewayKill } from './scenarios/gateway-kill.ts';
import { poison } from './scenarios/poison.ts';
import { postgresAway } from './scenarios/postgres-away.ts';
import { postgresKill } from './scenarios/postgres-kill.ts';
import { rebalance } from './scenarios/rebalance.ts';
import { recorderKill } from './scenarios/recorder-kill.ts';
import { slowBrowser } from './scenarios/slow-browser.ts';
import { zombie } from './scenarios/zombie.ts';

/** Every fault, those that take longest first. */
export const scenarios: Scenario[] = [recorderKill, postgresAway, rebalance, brokerKill, postgresKill, zombie, gatewayKill, poison, slowBrowser];
