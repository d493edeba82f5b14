import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { exchangeObserver, type ServiceCaptureOptions } from './observe.js';
import { templateOf } from './route-pattern.js';

/** Fastify plugin: `app.register(fastifyCapture, { capture, service: 'shop' })`. Records every exchange of the whole app. */
export const fastifyCapture: FastifyPluginCallback<ServiceCaptureOptions> = (app, options, done) => {
  const observe = exchangeObserver({ onError: (error) => app.log.error({ error }, 'An exchange could not be recorded'), ...options });
  app.addHook('onRequest', (request, reply, next) => {
    observe(request.raw, reply.raw, () => routeOf(request));
    next();
  });
  done();
};

// As fastify-plugin does: the hook is for the app, not for a scope of its own.
Object.assign(fastifyCapture, { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: 'contraflow-capture' });

const routeOf = (request: FastifyRequest) => (request.is404 ? undefined : templateOf(request.routeOptions.url));
