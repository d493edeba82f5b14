import { capture, type Capture } from '@contraflow/capture';
import type { Config } from '../config.js';
import type { Log } from './log.js';

/** Injects the {@link Capture} of the shop's sends; null where nobody wants them. */
export const CAPTURE = Symbol('capture');

/** Opens the spool for the shop's send times. The shop does its business with or without it. */
export async function openCapture(config: Config, log: Log): Promise<Capture | null> {
  if (!config.captureApiKey) {
    log.info('CAPTURE_API_KEY is empty: the send times of records are not captured.');
    return null;
  }
  try {
    return await capture({ name: 'shop', url: config.captureUrl, apiKey: config.captureApiKey, spoolDir: config.spoolDir, log });
  } catch (error) {
    log.error(error, 'The send times of records are not captured: the spool cannot be opened. See SPOOL_DIR.');
    return null;
  }
}
