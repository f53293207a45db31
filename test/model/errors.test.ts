// The codes a person may see, and the texts that are signed: changed by accident, old signatures stop verifying.

import { describe, expect, it } from 'vitest';
import { CodedError, ERROR_CODES, type ErrorCode } from '../../content/model/errors.ts';
import { declarationSigningText } from '../../content/model/declaration.ts';
import { batchSigningText, hourSealSigningText } from '../../content/model/play.ts';
import { programmeSigningText } from '../../content/model/programme.ts';
import { challengeSigningText, replyOf, TimeAnswer } from '../../content/model/protocol.ts';
import { daySealSigningText, sealKeySigningText } from '../../content/model/seal.ts';
import { statementSigningText } from '../../content/model/statement.ts';

describe('error codes', () => {
  it('each have a status and a sentence in composed Vietnamese', () => {
    for (const { status, title } of Object.values(ERROR_CODES)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title.endsWith('.')).toBe(true);
      expect(title.normalize('NFC')).toBe(title);
    }
  });

  it('travel in an error with or without a detail', () => {
    expect(new CodedError('CONFLICT').message).toBe('CONFLICT');
    expect(new CodedError('CONFLICT', 'số 3')).toMatchObject({
      code: 'CONFLICT',
      detail: 'số 3',
      message: 'CONFLICT: số 3',
    });
  });
});

describe(replyOf, () => {
  it('takes an answer or a refusal by a known code, and nothing else', () => {
    const reply = replyOf(TimeAnswer);
    const answer = { ok: true, data: { receivedAt: 1, sentAt: 2 } };
    const refusal = { ok: false, code: 'STOPPING' satisfies ErrorCode, retryable: true };
    expect(reply.parse(answer)).toEqual(answer);
    expect(reply.parse(refusal)).toEqual(refusal);
    expect(reply.safeParse({ ...refusal, code: 'MADE_UP' }).success).toBe(false);
    expect(reply.safeParse({ ok: true, data: {} }).success).toBe(false);
  });
});

describe('signed texts', () => {
  it('name their purpose and version, so that no signature serves two', () => {
    expect(programmeSigningText('ab')).toBe('vongxoay/programme/v1\nab');
    expect(challengeSigningText('n', 'k')).toBe('vongxoay/hello/v1\nk\nn');
    expect(batchSigningText({ screen: 's', key: 'k', boot: 'b', lastSeq: 4, sha256: 'h' })).toBe(
      'vongxoay/batch/v1\ns\nk\nb\n4\nh',
    );
    expect(daySealSigningText('ab')).toBe('vongxoay/day-seal/v1\nab');
    expect(sealKeySigningText('ab')).toBe('vongxoay/seal-key/v1\nab');
    expect(statementSigningText('ab')).toBe('vongxoay/account-statement/v1\nab');
    expect(declarationSigningText('ab')).toBe('vongxoay/declaration/v1\nab');
    const seal = {
      screen: 's',
      key: 'k',
      boot: 'b',
      hour: { from: 0, to: 3_600_000 },
      sealed: { seq: 7, plays: 3, sha256: 'h' },
    };
    expect(hourSealSigningText({ ...seal, server: null })).toBe(
      'vongxoay/hour-seal/v1\ns\nk\nb\n0 3600000\n7 3 h\n-',
    );
    const server = { day: '2026-11-24', number: 2, sha256: 'g' };
    expect(hourSealSigningText({ ...seal, server })).toBe(
      'vongxoay/hour-seal/v1\ns\nk\nb\n0 3600000\n7 3 h\n2 g',
    );
  });
});
