import { settledWithin } from './pause.js';

test('what settles ends the wait, a failure as well as a success', async () => {
  await settledWithin(Promise.resolve(), 60_000);
  await settledWithin(Promise.reject(new Error('no')), 60_000);
});

test('what never settles is waited for no longer than the bound', async () => {
  await settledWithin(new Promise(() => undefined), 5);
});
