import { expect, test } from 'vitest';
import { SignInThrottle } from './sign-in-throttle.ts';

function throttleAt(): { throttle: SignInThrottle; pass: (milliseconds: number) => void } {
  let now = 0;
  return { throttle: new SignInThrottle(() => now), pass: (milliseconds) => (now += milliseconds) };
}

function fail(throttle: SignInThrottle, times: number, login = 'anna', address = '1.2.3.4'): void {
  for (let i = 0; i < times; i++) throttle.admit(login, address);
}

test('after five wrong tries each further one has to wait twice as long', () => {
  const { throttle, pass } = throttleAt();
  fail(throttle, 5);
  expect(() => throttle.admit('anna', '1.2.3.4')).toThrow('Try again in 2 seconds.');
  pass(2_000);
  fail(throttle, 1);
  expect(() => throttle.admit('Anna', '1.2.3.4')).toThrow('Try again in 4 seconds.');
  for (let i = 0; i < 20; i++) {
    pass(300_000);
    fail(throttle, 1);
  }
  expect(() => throttle.admit('anna', '1.2.3.4')).toThrow('Try again in 300 seconds.');
});

test('another login and another address are not held up by it', () => {
  const { throttle } = throttleAt();
  fail(throttle, 5);
  expect(() => throttle.admit('ben', '1.2.3.4')).not.toThrow();
  expect(() => throttle.admit('anna', '5.6.7.8')).not.toThrow();
});

test('a right password clears its login, and quiet clears everything', () => {
  const { throttle, pass } = throttleAt();
  fail(throttle, 5);
  throttle.forgive('anna', '1.2.3.4');
  fail(throttle, 5);
  expect(() => throttle.admit('anna', '1.2.3.4')).toThrow('Too many wrong tries');
  pass(16 * 60_000);
  expect(() => fail(throttle, 5)).not.toThrow();
});

test('one address that tries many logins is slowed down, an IPv6 customer as a whole', () => {
  const { throttle } = throttleAt();
  for (let i = 0; i < 50; i++) throttle.admit(`login${i}`, `2001:db8:1:2::${i}`);
  expect(() => throttle.admit('another', '2001:db8:1:2:ffff::1')).toThrow('Too many wrong tries');
  expect(() => throttle.admit('another', '2001:db8:1:3::1')).not.toThrow();
});
