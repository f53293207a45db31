// The sign of each state of an hour: with the words beside it, so that no state is told by colour alone.

import type { AccountState } from '../../content/model/hour-account.ts';

export const STATE_SIGN: Readonly<Record<AccountState, string>> = {
  met: '✓',
  short: '!',
  running: '…',
  no_data: '?',
  excused: '=',
  not_due: '–',
  ahead: '·',
};

export const STATES_IN_ORDER: readonly AccountState[] = [
  'met',
  'short',
  'running',
  'no_data',
  'excused',
  'ahead',
  'not_due',
];
