import type { FastifyInstance } from 'fastify';
import { expressCapture } from './express.js';
import { fastifyCapture } from './fastify.js';
import type { ServiceCaptureOptions } from './observe.js';

/** What is used of a Nest application, of either adapter. */
interface NestHttpApplication {
  getHttpAdapter(): { getType(): string; getInstance(): unknown };
  use(middleware: unknown): unknown;
}

/** Records every exchange of a Nest application; to be called before `listen`, whether it runs on Fastify or on Express. */
export async function captureNest(app: NestHttpApplication, options: ServiceCaptureOptions): Promise<void> {
  const adapter = app.getHttpAdapter();
  if (adapter.getType() === 'fastify') await (adapter.getInstance() as FastifyInstance).register(fastifyCapture, options);
  else app.use(expressCapture(options));
}
