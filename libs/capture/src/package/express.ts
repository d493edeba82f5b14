export { expressCapture } from '../middleware/express.js';
export type { ServiceCaptureOptions } from '../middleware/observe.js';
