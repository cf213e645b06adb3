import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignatureIndex } from '../../../functions/policy/classify/signature-index.ts';
import { classify } from '../../../functions/policy/classify.ts';
import { FAILURE_REASONS, type LogLine } from '../../../functions/policy/failure.ts';
import { CATALOGUE } from '../../../functions/policy/signatures/catalogue.ts';
import { CATALOGUE_TABLE } from '../../../functions/policy/signatures/catalogue-table.ts';
import { EXAMPLES } from '../signatures/examples.ts';

const NOISE = [
  'step %d loss 0.31 lr 0.0003',
  ' 41%|####      | %d/500 [01:10<01:40,  2.91it/s]',
  '2026-04-02 08:15:30,112 INFO botocore.credentials: Found credentials in environment variables. %d',
  'WARNING urllib3.connectionpool: Retrying (Retry(total=%d)) after connection broken by ReadTimeoutError',
  'WARNING: Connection reset by peer, will retry in %d s',
  'wandb: Network error (ReadTimeout), entering retry loop. %d',
  'UserWarning: The given NumPy array is not writable (%d)',
  '{"level":"warn","msg":"503 from the feature store, retrying","attempt":%d}',
  'loaded shard %d',
  '',
];
const ENDINGS = [
  'Traceback (most recent call last):\n  File "/app/train.py", line 3, in <module>\n    main()\nKeyError: \'label\'',
  'Traceback (most recent call last):\n  File "/app/train.py", line 3, in <module>\n    main()\nConnectionResetError: [Errno 104] Connection reset by peer',
  'requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://api.acme.example\nProcess completed with exit code 1.',
  "openai.RateLimitError: Error code: 429 - {'error': {'message': 'Rate limit reached for small-1'}}",
  'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB.',
  'slurmstepd: error: *** JOB 55 ON gpu-3 CANCELLED AT 2026-04-02T01:02:03 DUE TO PREEMPTION ***',
  'botocore.exceptions.ClientError: An error occurred (InsufficientInstanceCapacity) when calling RunInstances',
  'ValueError: Input contains NaN',
  'bash: line 3: ffprobe: command not found\nexit code 127',
];

const noise = fc
  .tuple(fc.constantFrom(...NOISE), fc.nat({ max: 999 }))
  .map(([line, number]) => line.replace('%d', String(number)));

function lines(...parts: readonly string[]): LogLine[] {
  return parts.flatMap((part) => part.split('\n')).map((message) => ({ stream: 'stdout', message }));
}

describe('classify', () => {
  it('never throws, and always answers in its own terms', () => {
    const event = fc.record({
      stream: fc.constantFrom('status', 'stdout', 'stderr'),
      message: fc.string({ unit: 'binary' }),
    });
    const detail = fc.option(fc.string({ unit: 'binary' }), { nil: null });
    fc.assert(
      fc.property(fc.array(event), detail, (log, statusDetail) => {
        const judged = classify({ log: log as LogLine[], statusDetail });
        expect(FAILURE_REASONS).toContain(judged.reason);
        expect((judged.line ?? '').length).toBeLessThanOrEqual(300);
        expect(judged.position ?? 0).toBeLessThan(Math.max(1, log.length));
      }),
    );
  });

  it('judges the same whatever benign noise stands before the final error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENDINGS), fc.array(noise, { maxLength: 80 }), (ending, before) => {
        const { position: _bare, ...bare } = classify({ log: lines(ending) });
        const { position: _noisy, ...noisy } = classify({ log: lines(...before, ending) });
        expect(noisy).toEqual(bare);
      }),
    );
  });

  it('judges the same in whatever order the unrelated lines stand', () => {
    const shuffled = fc
      .array(noise, { minLength: 2, maxLength: 40 })
      .chain((before) =>
        fc.tuple(fc.constant(before), fc.shuffledSubarray(before, { minLength: before.length })),
      );
    fc.assert(
      fc.property(fc.constantFrom(...ENDINGS), shuffled, (ending, [before, after]) => {
        expect(classify({ log: lines(...after, ending) })).toEqual(
          classify({ log: lines(...before, ending) }),
        );
      }),
    );
  });

  it.each([
    '2026-04-02T08:15:30.123456Z ',
    '[2026-04-02 08:15:30] ',
    '[08:15:30] ',
    '[2026-04-02, 08:15:30 UTC] {subprocess.py:93} INFO - ',
    'Apr  2 08:15:30 gpu-3 python[812]: ',
    'trainer-1  | ',
    '[pod/train-0/trainer] ',
    '[rank0]: ',
    '[default0]:',
    '[1,0]<stderr>:',
    '(train pid=812, ip=10.0.0.3) ',
    '0: ',
    '#12 453.1 ',
    '\u001b[31m',
  ])('judges every example the same with %j before each of its lines', (prefix) => {
    for (const example of Object.values(EXAMPLES).flatMap(({ matches }) => matches)) {
      const prefixed = example.replace(/^/gm, prefix);
      expect([example, classify({ log: lines(prefixed) }).reason]).toEqual([
        example,
        classify({ log: lines(example) }).reason,
      ]);
    }
  });

  it('judges the same whether a tail comes as one event or as one for each line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENDINGS), fc.array(noise, { maxLength: 20 }), (ending, before) => {
        const message = [...before, ending].join('\n');
        const { position: _one, ...one } = classify({ log: [{ stream: 'stderr', message }] });
        const { position: _many, ...many } = classify({ log: lines(message) });
        expect(one).toEqual(many);
      }),
    );
  });
});

describe('the index of the catalogue', () => {
  const index = new SignatureIndex(CATALOGUE_TABLE);
  const naive = (text: string) =>
    CATALOGUE.find(
      ({ patterns, unless }) => patterns.some((pattern) => pattern.test(text)) && !unless?.test(text),
    )?.id;

  it('finds what trying every pattern would find, in all examples', () => {
    for (const { matches, doesNotMatch } of Object.values(EXAMPLES)) {
      for (const text of [...matches, ...doesNotMatch]) expect(index.firstMatch(text)?.id).toBe(naive(text));
    }
  });

  it('finds nothing in a number, whichever it is', () => {
    const numbers = Array.from({ length: 100_000 }, (_, number) => number);
    const found = numbers.flatMap((n) =>
      [`step ${n} loss 0.3`, `rows: ${n}`, `[${n}/100000] ${n} it/s`, `step ${n}: done`].filter((text) =>
        index.firstMatch(text),
      ),
    );
    expect(found).toEqual([]);
  });

  it('finds what trying every pattern would find, in any text', () => {
    const patterns = CATALOGUE.flatMap((signature) => signature.patterns);
    const words = patterns.map(({ source }) => source.replace(/[\\^$()?|[\]{}]/g, ' '));
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...words)), { maxLength: 6 }), (parts) => {
        const text = parts.join(' ');
        expect(index.firstMatch(text)?.id).toBe(naive(text));
      }),
    );
  });
});
