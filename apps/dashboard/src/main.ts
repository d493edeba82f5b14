import { config } from 'zod';

// Our pages forbid evaluating text as code; zod would try once, and the browser would report it.
// Everything else comes after: a schema is made as its module is loaded.
config({ jitless: true });
void import('./app/start.js');
