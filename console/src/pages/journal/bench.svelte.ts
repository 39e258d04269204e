/** The journal on the bench: the file that is checked, what it is held against, and what was found. */

import { askFile, type Trouble } from '../../lib/api';
import { asTrouble, Loaded } from '../../lib/load.svelte';
import { NoKey, NoSignatures, Refusal, judge, readJournal, readTrusted, textOf, type Journal, type Judged } from '../../verify';

/** A file as it came, byte for byte. */
export interface Held {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}
interface Read extends Held {
  journal: Journal;
}
/** Why nothing was found: a file cannot be read, a key is none, the browser checks no signatures; or an error of ours. */
type Hindered = Refusal | NoKey | NoSignatures | Trouble;

const NAME = 'journal.jsonl';

export class Bench {
  /** The desk's own file, and when it came. */
  readonly desk = new Loaded(async () => {
    const bytes = await askFile('GET /journal');
    return { name: NAME, bytes, at: new Date() };
  });
  own = $state.raw<Held | undefined>();
  other = $state.raw<Held | undefined>();
  key = $state('');
  checked = $state.raw<Read | undefined>();
  judged = $state.raw<Judged | undefined>();
  hindered = $state.raw<Hindered | undefined>();
  busy = $state(false);
  private turn = 0;

  fetch = async (): Promise<void> => {
    await this.desk.again();
    if (!this.own && this.desk.value) await this.judge();
  };

  /** Check the file anew; an older answer is not taken. */
  judge = async (): Promise<void> => {
    const held = this.own ?? this.desk.value;
    if (!held) return;
    const turn = ++this.turn;
    this.busy = true;
    // The page says that it is at work before it is.
    await new Promise((resolve) => setTimeout(resolve));
    try {
      const journal = await readOf(held);
      if (turn === this.turn) this.checked = { ...held, journal };
      const judged = await judge(journal, readTrusted(this.key), this.other && (await readOf(this.other)));
      if (turn === this.turn) this.found(judged, undefined);
    } catch (error) {
      if (turn !== this.turn) return;
      // What could not be read does not stand below under another file's name.
      if (this.checked?.bytes !== held.bytes) this.checked = undefined;
      this.found(undefined, hindrance(error));
    } finally {
      if (turn === this.turn) this.busy = false;
    }
  };

  private found(judged: Judged | undefined, hindered: Hindered | undefined): void {
    this.judged = judged;
    this.hindered = hindered;
  }
}

async function readOf({ bytes, name }: Held): Promise<Journal> {
  return readJournal(await textOf(bytes, name), name);
}

function hindrance(error: unknown): Hindered {
  const told = error instanceof Refusal || error instanceof NoKey || error instanceof NoSignatures;
  return told ? error : asTrouble(error);
}
