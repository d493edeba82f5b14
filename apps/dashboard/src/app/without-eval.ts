import { config } from 'zod';

// Our pages forbid evaluating text as code; zod would try once and the browser would report it.
// Has to be imported before anything that makes a schema.
config({ jitless: true });
