/** Something that a person does at the desk: once at a time, and what went wrong is kept to be shown. */

import type { Trouble } from './api';
import { asTrouble } from './load.svelte';

export class Act {
  busy = $state(false);
  trouble = $state.raw<Trouble | undefined>();

  /** Do it, then read again what it changed; true where it was done. */
  async run(what: () => Promise<unknown>, after: () => unknown = () => undefined): Promise<boolean> {
    this.trouble = undefined;
    this.busy = true;
    try {
      await what();
      return true;
    } catch (error) {
      this.trouble = asTrouble(error);
      return false;
    } finally {
      this.busy = false;
      await after();
    }
  }
}
