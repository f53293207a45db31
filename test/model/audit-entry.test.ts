// What the trail can hold: plain JSON with whole numbers, so that its lines hash alike everywhere.

import { expect, it } from 'vitest';
import { recordableOf } from '../../content/model/audit-entry.ts';
import { isAudited } from '../../content/model/api.ts';

it('keeps whole numbers and writes others as text', () => {
  expect(recordableOf({ a: 1.5, b: 2, c: 'x', d: [0.1] })).toEqual({ a: '1.5', b: 2, c: 'x', d: ['0.1'] });
  expect(recordableOf(undefined)).toBeUndefined();
});

it('keeps every change and, of reading, what says so', () => {
  const route = { path: '/', audience: 'anyone', reply: null } as const;
  expect(isAudited({ ...route, method: 'post' })).toBe(true);
  expect(isAudited({ ...route, method: 'get' })).toBe(false);
  expect(isAudited({ ...route, method: 'get', audited: true })).toBe(true);
  expect(isAudited({ ...route, method: 'post', audited: false })).toBe(false);
});
