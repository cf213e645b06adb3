import type { Signature } from './signature.ts';

/** CUDA, cuDNN, NVIDIA's driver and container runtime. */
export const GPU: readonly Signature[] = [
  {
    id: 'xid-application',
    reason: 'permanent',
    pattern: /Xid \(.{1,60}\): (?:13|31|43|45|68|69)\b/,
    why: "This Xid is what a program's own faulty kernel causes.",
  },
  {
    id: 'xid-hardware',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /Xid \(.{1,60}\): (?:38|42|46|48|54|56|57|58|61|62|63|64|65|66|74|7[5-9]|8\d|9\d|1[0-6]\d)\b|\bXid(?: error)?[ :=]{1,3}(?:48|62|63|64|74|79|92|94|95|119|120|140)\b/i,
    why: 'The GPU or its bus reported a fault.',
  },
  {
    id: 'gpu-lost',
    reason: 'infrastructure',
    role: 'killer',
    pattern:
      /fallen off the bus|GPU is lost|GPU recovery action|Reboot the system to recover this GPU|NVRM: .{0,60}(?:RmInitAdapter failed|rm_init_adapter failed|GPU .{0,40}(?:lost|reset))|GPU .{0,30}requires reset|cudaErrorECC|uncorrectable ECC|ECC error encountered|DBE error|row remap(?:per|ping) .{0,30}(?:fail|pending|marked)|cudaErrorHardwareStackError|hardware stack error|NVLink (?:error|fatal)|uncorrectable NVLink|NVSwitch .{0,40}(?:fatal|error)|cudaErrorContained|Invalid access of peer GPU memory|cudaErrorNvlinkUncorrectable|thermal (?:shutdown|violation)/i,
    why: 'The GPU hardware failed.',
  },
  {
    id: 'gpu-driver',
    reason: 'infrastructure',
    pattern:
      /Driver\/library version mismatch|Failed to initialize NVML|NVML: (?:Unknown|Driver)|couldn't communicate with the NVIDIA driver|NVIDIA-SMI has failed|nvidia-container-cli: (?:initialization error|detection error|device error|mount error)|nvml error|CUDA unknown error|CUDA initialization: |CUDA driver initialization failed|cudaErrorInitializationError|CUDA_ERROR_(?:NOT_INITIALIZED|SYSTEM_NOT_READY|NO_DEVICE|UNKNOWN|COMPAT_NOT_SUPPORTED)|cudaErrorSystemNotReady|system not yet initialized|cudaErrorNoDevice|no CUDA-capable device is detected|No CUDA GPUs are available|device(?:s|\(s\))? (?:is\/are|are|is) busy or unavailable|cudaErrorDevicesUnavailable|Unable to determine the device handle|CUDA error: initialization error|cuInit.{0,40}(?:failed|error)|fabric manager|failed to get device handle|nvidia-persistenced|Unknown Error.{0,20}nvidia/i,
    why: "The machine's GPU driver is not well.",
  },
  {
    id: 'gpu-unknown-error',
    reason: 'infrastructure',
    pattern:
      /CUDA error: (?:unknown error|unspecified launch failure|the launch timed out|driver shutting down|peer access|mapping of buffer|operation not (?:ready|supported on this OS)|context is destroyed)|cudaErrorUnknown|cudaErrorLaunchFailure|cudaErrorLaunchTimeout|CUDA_ERROR_LAUNCH_(?:FAILED|TIMEOUT)|CUDNN_STATUS_(?:INTERNAL_ERROR|EXECUTION_FAILED|MAPPING_ERROR|NOT_INITIALIZED)|CUBLAS_STATUS_(?:INTERNAL_ERROR|NOT_INITIALIZED|EXECUTION_FAILED)|misaligned address/i,
    why: 'CUDA gave up without naming a cause, as it does when hardware or driver hiccup.',
  },
  {
    id: 'gpu-illegal-access',
    reason: 'permanent',
    pattern:
      /illegal memory access|CUDA_ERROR_ILLEGAL_ADDRESS|cudaErrorIllegalAddress|illegal instruction was encountered|cudaErrorAssert|device-side assert(?!ions)|CUDA error: invalid (?:argument|configuration|device|resource)|invalid device ordinal|cudaErrorInvalid\w{3,40}|CUDA_ERROR_INVALID\w{0,40}|CUDNN_STATUS_(?:BAD_PARAM|NOT_SUPPORTED)|CUBLAS_STATUS_INVALID_VALUE|Assertion `.{1,160}` failed|too many resources requested for launch/i,
    why: 'A kernel was called with wrong indices or shapes.',
  },
  {
    id: 'gpu-mismatch',
    reason: 'permanent',
    pattern:
      /no kernel image is available|driver version is insufficient|driver on your system is too old|Found no NVIDIA driver|not compiled with CUDA|CUDA capability sm_\d|is not compatible with the current PyTorch|CUDA_ERROR_UNSUPPORTED_PTX_VERSION|PTX was compiled with an unsupported|unsupported toolchain|no NVIDIA driver on your system|Attempting to deserialize object on a CUDA device but|could not select device driver|unknown or invalid runtime name: nvidia|requires compute capability|cuDNN version incompatib|forward compatibility was attempted|only supports? .{0,30}(?:Ampere|Hopper) GPUs|FlashAttention only supports|Bfloat16 is only supported on GPUs|requirement error: unsatisfied condition/i,
    why: 'The image and the GPU or its driver do not fit each other.',
  },
];
