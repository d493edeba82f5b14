export { fastifyCapture } from '../middleware/fastify.js';
export type { ServiceCaptureOptions } from '../middleware/observe.js';
