// English titles of the server's error codes; the Vietnamese ones come with each reply. A code without a line here does
// not compile.

import type { ErrorCode } from '../../content/model/errors.ts';

const TITLES: Readonly<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'What was sent is not right. Check it and send it again.',
  NOT_SIGNED_IN: 'You are not signed in. Sign in and try again.',
  WRONG_CREDENTIALS: 'Name or password is wrong. Enter them again.',
  PASSWORD_WEAK: 'This password is easy to guess. Use a sentence of ten letters or more, without your name.',
  FORBIDDEN: 'Your account may not do this.',
  NOT_FOUND: 'Not found. It may have been deleted.',
  CONFLICT: 'Somebody else has just changed this. Reload and do it again.',
  IN_USE: 'This is in use and cannot be deleted yet.',
  OWN_WORK: 'You do not approve what you wrote yourself. Ask somebody else.',
  TOO_LARGE: 'What was sent is too large.',
  TOO_MANY_REQUESTS: 'Too many attempts. Wait a minute and try again.',
  SETUP_CODE_INVALID: 'The setup code is wrong or has expired. Get a new link on the server.',
  PASSWORD_CODE_INVALID:
    'The password code is wrong, used or has expired. Ask an administrator for a new one.',
  ENROLMENT_CODE_INVALID: 'The enrolment code is wrong or has expired. Get a new one.',
  NOT_ADMITTED: 'The playlist does not fit into the hour.',
  ILLEGIBLE: 'The letters are too small on this screen. Shorten the text.',
  FILE_REFUSED: 'This file cannot go on the LED screen.',
  NOT_APPROVED: 'Some items are not approved. Approve them first.',
  PLAYER_TOO_OLD: 'The player page is old. Reload it on the LED player.',
  SERVER_TOO_OLD: 'The server runs an older version than the LED player.',
  KEY_UNKNOWN: 'This LED player is not enrolled.',
  KEY_REVOKED: 'This LED player was removed. Enrol it again.',
  SCREEN_TAKEN: 'Another machine is playing for this screen with the same key. Switch one of them off.',
  SIGNATURE_WRONG: "The LED player's signature is wrong.",
  LEDGER_UNAVAILABLE: 'The play log cannot be written at the moment. The screens keep playing.',
  AUDIT_UNAVAILABLE:
    'The audit trail cannot be written. Have the disk checked, then reload to see whether it was done.',
  STOPPING: 'The server is stopping. Try again in a few minutes.',
  INTERNAL:
    'Something went wrong in the server. Try again; if it persists, give the administrator the request id.',
};

/** By code as it came over the wire, which may be newer than this page. */
export const ERROR_TITLES_EN: Readonly<Record<string, string>> = TITLES;
