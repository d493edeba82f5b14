import { build } from '../build/build.ts';

// npm run bench [-- NAME …] [--rounds N] [--size N] [--profile FOLDER]: one JSON object a benchmark; the last line is the last one's.

// What is measured is what is delivered: the built programs. The benchmarks use the built libraries too, so they come after.
await build();
await import('./run.ts');
