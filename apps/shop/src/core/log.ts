import type { Logger } from 'pino';

/** Injects the shop's pino logger. */
export const LOG = Symbol('log');
export type Log = Logger;
