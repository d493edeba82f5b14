export { captureNest } from '../middleware/nest.js';
export type { ServiceCaptureOptions } from '../middleware/observe.js';
