export * from './histogram.js';
export * from './time-buckets.js';
export * from './latency.js';
