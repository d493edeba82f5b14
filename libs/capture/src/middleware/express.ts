import type { IncomingMessage, ServerResponse } from 'node:http';
import { exchangeObserver, type ServiceCaptureOptions } from './observe.js';
import { templateOf } from './route-pattern.js';

/** What Express puts on a request once a route has matched. */
interface RoutedRequest extends IncomingMessage {
  baseUrl?: string;
  route?: { path?: unknown };
}

/** Express middleware, to be used before all others: `app.use(expressCapture({ capture, service: 'shop' }))`. */
export function expressCapture(options: ServiceCaptureOptions) {
  const observe = exchangeObserver(options);
  return (request: RoutedRequest, response: ServerResponse, next: () => void): void => {
    observe(request, response, () => {
      const path = templateOf(request.route?.path);
      return path === undefined ? undefined : `${request.baseUrl ?? ''}${path}`;
    });
    next();
  };
}
