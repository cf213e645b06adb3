import { describe, expect, it } from 'vitest';
import { requiredLiterals } from '../../../functions/policy/classify/required-literals.ts';

describe('requiredLiterals', () => {
  it.each<[RegExp, readonly string[] | undefined]>([
    [/reset by peer/, ['reset by peer']],
    [/ECONNRESET/i, ['econnreset']],
    [/broken|reset/, ['broken', 'reset']],
    [/ab|reset/, undefined],
    [/abc/, ['abc']],
    [/a\.b\.c/, ['a.b.c']],
    [/errno\d+ failed/, [' failed']],
    [/\bwords\b/, ['words']],
    [/colou?r/, ['colo']],
    [/colou*red/, ['colo']],
    [/colou+red/, ['colou']],
    [/x{0,4}timed/, ['timed']],
    [/colo{2,4}red/, ['colo']],
    [/time.{0,400}reset/, ['reset']],
    [/[abc]timeout[def]/, ['timeout']],
    [/[(]timeout[|]/, ['timeout']],
    [/[\]abc]timeout/, ['timeout']],
    [/\(code\)/, ['(code)']],
    [/^start$/, ['start']],
    [/(?:one|three)/, ['one', 'three']],
    [/(?:no|yes) (?:good|bad)/, ['good', 'bad']],
    [/(?:job|step) (?:exceeded|reached)/, ['exceeded', 'reached']],
    [/(?:exceeded|reached) (?:job|step)/, ['exceeded', 'reached']],
    [/(?:ab|cd)(?:good|bad)/, ['good', 'bad']],
    [/(?:good|bad)(?:ab|cd)/, ['good', 'bad']],
    [/(?:good|bad)? a/, undefined],
    [/(?:good|bad)* a/, undefined],
    [/(?:good|bad){0,3} a/, undefined],
    [/(?:good|bad){1,3} a/, ['good', 'bad']],
    [/one\|two/, ['one|two']],
    [/(?:a\)b|[)]c\(d) (?:good|bad)/, ['a)b', 'c(d']],
    [/(?!never)(?:good|bad)/, ['good', 'bad']],
    [/(?=never)(?:good|bad)/, ['good', 'bad']],
    [/(?<!never)(?:good|bad)/, ['good', 'bad']],
    [/(?<=never)(?:good|bad)/, ['good', 'bad']],
    [/(?:(?:deep|deeper) end|top)/, [' end', 'top']],
    [/(?:\d|\w)/, undefined],
    [/\d/, undefined],
    [/abc(?:def)ghij/, ['ghij']],
    [/abcd(?:def)ghi/, ['abcd']],
  ])('of %s are %j', (pattern, expected) => {
    expect(requiredLiterals(pattern)).toEqual(expected);
  });
});
