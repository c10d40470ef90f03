// Jest transformer: Node's own type stripping. Types are checked by tsc, not here.
import { stripTypeScriptTypes } from 'node:module';

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
};
