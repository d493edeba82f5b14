import { mayClaim } from './key-holder.js';

test.each([
  ['gateway', ['gateway'], true],
  ['gateway', ['shop', 'gateway'], true],
  ['gateway', ['*'], true],
  ['gateway-eu', ['gateway'], false],
  ['gateway', ['gateway-eu'], false],
  ['gateway', ['Gateway'], false],
  ['gateway', [], false],
  ['gateway-eu', ['gateway-*'], true],
  ['gateway-', ['gateway-*'], true],
  ['gateway', ['gateway-*'], false],
  ['eu-gateway', ['*-gateway'], true],
  ['eu-gateway-2', ['*-gateway'], false],
  ['a-b-a-b', ['a*b'], true],
  ['a-b-c', ['a*b'], false],
  ['shop.v1', ['shop?v1', 'shop.v2'], false],
  ['shopXv1', ['shop.v1'], false],
  ['aab', ['*a*b'], true],
  ['a'.repeat(64), ['*a'.repeat(31) + 'b'], false],
])('the name %s for a key of %j: %s', (name, sources, allowed) => {
  expect(mayClaim({ sources }, name)).toBe(allowed);
});
