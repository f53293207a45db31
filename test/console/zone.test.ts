// Times as an office writes them, read in the zone of the screen whatever the browser's own is.

import { describe, expect, it } from 'vitest';
import { parseTimeText } from '../../server/console/zone.ts';

const ZONE = 'Asia/Ho_Chi_Minh';

describe('a time typed as dd/mm/yyyy hh:mm', () => {
  it('is an instant of the zone, with one digit or two', () => {
    expect(parseTimeText('24/11/2026 07:30', ZONE)).toBe(Date.UTC(2026, 10, 24, 0, 30));
    expect(parseTimeText(' 4/1/2026  0:05 ', ZONE)).toBe(Date.UTC(2026, 0, 3, 17, 5));
  });

  it.each(['', '24/11/2026', '31/02/2026 07:30', '24/11/2026 25:00', '24/11/2026 07:61', 'mai 7:30'])(
    'is none where it is “%s”',
    (text) => {
      expect(parseTimeText(text, ZONE)).toBeNull();
    },
  );
});
