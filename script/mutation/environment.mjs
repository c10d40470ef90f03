// Jest's environment for script/mutate: one failing test is enough to notice a mutant, so the others of the file are skipped.
// Jest itself can only skip whole files.
import { TestEnvironment } from 'jest-environment-node';

export default class extends TestEnvironment {
  #hasFailed = false;

  handleTestEvent = ({ name, test }) => {
    if (name === 'test_done' && test.errors.length > 0) this.#hasFailed = true;
    if (name === 'test_start' && this.#hasFailed) test.mode = 'skip';
  };
}
