import fc from 'fast-check';

// Which mutants are found must not depend on luck.
fc.configureGlobal({ seed: 2_026 });
