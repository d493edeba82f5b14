import { createRequire } from 'node:module';
import { mendKafkaTimers } from './kafkajs-timers.js';

interface Queue {
  pending: object[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
}

test('kafkajs sets a timer only where a request waits, and never in the past', () => {
  const RequestQueue = createRequire(__filename)('kafkajs/src/network/requestQueue') as new (options: object) => Queue;
  mendKafkaTimers();
  const timer = jest.spyOn(globalThis, 'setTimeout');
  const queue = new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1, enforceRequestTimeout: false, clientId: '', broker: '', logger: {} });
  queue.scheduleCheckPendingRequests();
  expect(timer).not.toHaveBeenCalled();
  queue.pending.push({});
  queue.scheduleCheckPendingRequests();
  expect(timer).toHaveBeenCalledTimes(1);
  expect(timer.mock.calls[0]?.[1]).toBeGreaterThan(0);
  if (queue.throttleCheckTimeoutId) clearTimeout(queue.throttleCheckTimeoutId);
  timer.mockRestore();
});
