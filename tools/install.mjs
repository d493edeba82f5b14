import { ensureInstalled } from './setup/install.mjs';
import { orExplain } from './setup/node.mjs';

// The first half of npm start, npm run dev and npm test, on any Node from 20.19 on: installs what is missing, Node 24
// included. The shell then goes on with the second half on that Node, so that no process of this half stays.

await orExplain(ensureInstalled);
