import type { Signature } from './signature.ts';

/** What is left: exceptions of Python that are known by their type only. */
export const PYTHON_ERRORS: readonly Signature[] = [
  {
    id: 'checkpoint-mismatch',
    reason: 'permanent',
    pattern:
      /Error\(s\) in loading state_dict|size mismatch for|Missing key\(s\) in state_dict|Unexpected key\(s\) in state_dict|copying a param with shape|PytorchStreamReader|invalid load key|Weights only load failed|unsupported pickle|_pickle\.(?:UnpicklingError|PicklingError)|UnpicklingError|Can't (?:get|pickle) |cannot pickle|ran out of input|checkpoint .{0,80}(?:mismatch|not found|does not|incompatible)/i,
    why: 'A checkpoint does not fit the code.',
  },
  {
    id: 'tensor-mismatch',
    reason: 'permanent',
    pattern:
      /mat1 and mat2|shapes? .{0,60}(?:cannot be multiplied|mismatch|not aligned|incompatible|invalid for input)|size of tensor a|Expected all tensors to be on the same device|expected (?:scalar type|both vectors|input|mat1|m1|tensor|object of|\d-?D)|must match the size|dimension (?:out of range|mismatch|specified)|Dimension out of|Sizes of tensors must match|not implemented for '|Input type \(.{1,60}\) and (?:weight|bias)|does not require grad|backward through the graph a second time|modified by an inplace operation|Given groups=|Calculated padded input size|Target \d{1,9} is out of bounds|stack expects each tensor|Expected (?:more than 1 value|to have finished reduction|input batch_size)|parameters that were not used|marked (?:as )?ready twice|InvalidArgumentError|Incompatible shapes|ConcretizationTypeError|could not broadcast|inhomogeneous shape|must be (?:a )?(?:Tensor|real number|str|int)|same dtype|Found dtype|result type .{1,30} can't be cast|Inf grad norm|non-?finite|contains NaN|NaN (?:loss|values?|detected|grad)|loss is nan|input contains|\binf(?:inity)? or/i,
    why: 'Shapes, types, devices or numbers do not fit.',
  },
  {
    id: 'python-value-error',
    reason: 'permanent',
    role: 'type',
    pattern:
      /(?:^|[\s."'(])(?:ValueError|TypeError|KeyError|AttributeError|NameError|IndexError|AssertionError|ImportError|ModuleNotFoundError|SyntaxError)\b|PydanticUserError|BadZipFile|ParserError|EmptyDataError|ArrowInvalid|ArrowTypeError|ArrowNotImplementedError|NotFittedError|LinAlgError|UnidentifiedImageError|UnicodeError|DatasetGenerationError|SchemaError|JSONSchema|InvalidVersion|TemplateNotFound|MisconfigurationException|TrialPruned/,
    why: 'The code or its data is wrong.',
  },
  {
    id: 'python-interrupted',
    reason: 'unknown',
    role: 'wrapper',
    pattern: /^KeyboardInterrupt\b|^\^C|Aborted!$|^Terminated$|Interrupted by user/,
    why: 'Somebody or something interrupted the run.',
  },
  {
    id: 'python-runtime-error',
    reason: 'permanent',
    role: 'type',
    pattern:
      /(?:^|[\s.])(?:RuntimeError|Exception|OSError|IOError|SystemError|EOFError|BufferError|ReferenceError|ArithmeticError|EnvironmentError|ValueError)(?::|$)/,
    why: 'An exception of the program that names no trouble elsewhere.',
  },
  {
    id: 'said-to-be-wrong',
    reason: 'permanent',
    role: 'type',
    pattern:
      /\b(?:UserError|did(?: not|n't) find|no matches for|matched no|(?:doesn't|does not) have a |than permitted|no command|not transferred|out of (?:bounds?|range)|invalid|unsupported|not supported|required|not supplied|missing|no (?:available|such|valid)|does(?: not|n't) match|unrecognized|not accessible|not allowed|undefined|unresolved|must be|must not|not found|does(?: not|n't) exist|already exists|(?:still|already) in use|cannot be|not a valid|mismatch|incompatible|validat(?:ing|ion)|unknown (?:field|key|option|name|type)|(?:failed to|could ?n[o']t|cannot) (?:compile|parse|decode|deserialize|import|validate)|unexpected (?:value|token|argument|key|type|character))\b|^(?:could not|couldn't|cannot|can't) find\b/i,
    why: 'The message says that something is wrong, missing or not allowed, and names no trouble elsewhere.',
  },
];
