// Properties are tried with the same cases on every run of script/test, so that a red run means a change, and coverage does
// not depend on chance. script/fuzz takes a new seed for each round.
import fc from 'fast-check';

const chance = process.env['FUZZ'] === '1';
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(chance ? {} : { seed: 20_261_122 }) });
