import type { Examples } from './examples.ts';

export const GPU_EXAMPLES: Examples = {
  'xid-application': {
    matches: ['NVRM: Xid (PCI:0000:3b:00): 31, pid=812, name=python, MMU Fault'],
    doesNotMatch: ['NVRM: Xid (PCI:0000:3b:00): 79, pid=812, GPU is gone'],
  },
  'xid-hardware': {
    matches: [
      'NVRM: Xid (PCI:0000:3b:00): 45, pid=71, name=python, Ch 00000001 caused by previous Xid 145',
      'NVRM: Xid (PCI:0000:3b:00): 48, pid=812, DBE',
      'NVRM: Xid (PCI:0000:3b:00): 94, pid=812, Contained',
    ],
    doesNotMatch: [
      'NVRM: Xid (PCI:0000:3b:00): 45, pid=71, name=python, Ch 00000001 caused by previous Xid 31',
      'NVRM: Xid (PCI:0000:3b:00): 13, pid=812, Graphics Exception',
    ],
  },
  'gpu-lost': {
    matches: [
      'NVRM: GPU0 row remap error',
      'Warning: detected a SRAM uncorrectable error for the volatile counter',
      'Detected a GPU pending row remap for GPU ID 7, please re-boot this node',
      'amdgpu 0000:c1:00.0: amdgpu: GPU Recovery Failed: -62',
      '| PCIe                      | Fail - GPU: 5                                  |',
      'nvidia-nvswitch3: SXid (PCI:0000:c4:00.0): 20034, Fatal, Link 30 LTSSM Fault Up',
      'amdgpu 0000:29:00.0: amdgpu: 2 uncorrectable hardware errors detected in umc block',
      "Error running docker job: error gathering device information while adding custom device '/dev/nvidia3': no such file or directory",
      'NVRM: GPU: 0 has fallen off the bus',
      'amdgpu 0000:08:00.0: device lost from bus!',
      'pcieport 0000:00:02.0: PCIe Bus Error: severity=Uncorrected (Fatal), type=Transaction Layer',
      'NVRM: osInitNvMapping: *** Cannot attach gpu',
      'GPU 0000:3b:00.0: GPU has fallen off the bus.',
      'RuntimeError: CUDA error: uncorrectable ECC error encountered',
      'HW Exception by GPU node-3 (Agent handle: 0x55d0c1a0) reason :GPU Hang',
    ],
    doesNotMatch: [
      'amdgpu 0000:29:00.0: amdgpu: 0 uncorrectable hardware errors detected in umc block',
      'uncorrectable ECC errors: 0',
      'GPU recovery action: None',
      'row remapping pending: No',
      'GPU 0 found on the bus',
    ],
  },
  'gpu-driver': {
    matches: [
      'NVRM: API mismatch: the client has the version 535.161.08, but this kernel module has the version 535.154.05.',
      'pynvml.nvml.NVMLError_DriverNotLoaded: Driver Not Loaded',
      "RuntimeError: Unable to initialize backend 'tpu': ABORTED: The TPU is already in use by process with pid 812.",
      'RuntimeError: ProcessGroupNCCL is only supported with GPUs, no GPUs found!',
      'nvidia-container-cli: detection error: nvml error: unknown error: unknown',
      'Failed to initialize NVML: Driver/library version mismatch',
      'RuntimeError: No CUDA GPUs are available',
    ],
    doesNotMatch: ['NVML initialised, 4 GPUs'],
  },
  'gpu-unknown-error': {
    matches: [
      "gradio.exceptions.Error: 'GPU task aborted'",
      'RuntimeError: cuda runtime error (999) : unknown error at /kelp/THC/THCGeneral.cpp:50',
      'HIP error: unspecified launch failure',
      'A program or fatal error occurred. This is likely an XLA compiler bug or your job had bad TPU hardware.',
      'RuntimeError: CUDA error: unspecified launch failure',
      'RuntimeError: cuDNN error: CUDNN_STATUS_INTERNAL_ERROR',
    ],
    doesNotMatch: ['RuntimeError: CUDA error: device-side assert triggered'],
  },
  'gpu-illegal-access': {
    matches: [
      'RuntimeError: CUDA error: misaligned address',
      'RuntimeError: CUDA error: an illegal memory access was encountered',
      'RuntimeError: CUDA error: device-side assert triggered',
    ],
    doesNotMatch: [
      'runtime error: load of misaligned address 0x7f01 for type int',
      'RuntimeError: CUDA error: unknown error\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.',
    ],
  },
  'gpu-mismatch': {
    matches: [
      'RuntimeError: CUDA error: no kernel image is available for execution on the device',
      'RuntimeError: The NVIDIA driver on your system is too old (found version 11040).',
    ],
    doesNotMatch: ['kernel image loaded'],
  },
};
