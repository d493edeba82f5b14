export * from './batch.js';
export * from './store.js';
export * from './migrate.js';
