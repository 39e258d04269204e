/** Something asked of the desk: on its way, there, or gone wrong; asked again by `again`. */

import { Trouble } from './api';

export class Loaded<T> {
  value = $state.raw<T | undefined>();
  trouble = $state.raw<Trouble | undefined>();
  busy = $state(false);
  private turn = 0;

  constructor(private readonly get: () => Promise<T>) {}

  /** Ask again; what is there stays until the answer comes, and an older answer is not taken. */
  again = async (): Promise<void> => {
    const turn = ++this.turn;
    this.busy = true;
    try {
      const value = await this.get();
      if (turn !== this.turn) return;
      this.value = value;
      this.trouble = undefined;
    } catch (error) {
      if (turn === this.turn) this.trouble = asTrouble(error);
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  };
}

export function asTrouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  console.error(error);
  return new Trouble(-1, String(error));
}
