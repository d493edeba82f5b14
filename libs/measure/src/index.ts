export * from './histogram.js';
export * from './time-buckets.js';
