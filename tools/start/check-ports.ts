import { portIsFree } from '../process/ports.ts';

/** A port that something of ours is going to listen on. */
export interface PortUse {
  port: number;
  host: string;
  /** Who will listen there. */
  what: string;
  /** The variable that changes it. */
  variable: string;
}

/** @throws one message about every port that is taken, used twice or not allowed, naming the variable to change */
export async function checkPorts(uses: PortUse[]): Promise<void> {
  const problems: string[] = [];
  for (const [index, { port, host, what, variable }] of uses.entries()) {
    const other = uses.slice(0, index).find((earlier) => earlier.port === port);
    const trouble = other ? `is also the port of ${other.what}` : await reasonNotFree(port, host);
    if (trouble) problems.push(`Port ${port}, for ${what}, ${trouble}. Set ${variable} to another port${other ? '' : ', or end that program'}.`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

async function reasonNotFree(port: number, host: string): Promise<string | null> {
  try {
    return (await portIsFree(port, host)) ? null : 'is taken by another program';
  } catch (error) {
    return `cannot be used on ${host} (${(error as Error).message})`;
  }
}
