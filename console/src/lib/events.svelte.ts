/** What happens at the desk, as it happens: one stream for all pages. */

import type { EventOut } from './schema';

type Heard = (event: EventOut) => void;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

class Stream {
  state = $state<'off' | 'live' | 'waiting'>('off');
  private ending?: AbortController;
  private hearers = new Map<Heard, readonly string[]>();
  private last = 0;

  /** Begin after an event's number; a stream that breaks goes on from the last one heard. */
  begin(after: number): void {
    if (this.ending) return;
    this.last = Math.max(this.last, after);
    this.ending = new AbortController();
    void this.run(this.ending.signal);
  }

  end(): void {
    this.ending?.abort();
    this.ending = undefined;
    this.last = 0;
    this.state = 'off';
  }

  /** Hear events by the first word of their kind (`plan`, `alert`) until the returned function runs. */
  hear(words: readonly string[], heard: Heard): () => void {
    this.hearers.set(heard, words);
    return () => this.hearers.delete(heard);
  }

  // The browser's own EventSource hears only kinds that it was told of one by one.
  private async run(signal: AbortSignal): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        await this.listen(signal, () => {
          wait = FIRST_WAIT_MS;
          this.state = 'live';
        });
      } catch {
        // What broke is told by the state; the loop tries again.
      }
      if (signal.aborted) return;
      this.state = 'waiting';
      await new Promise((done) => setTimeout(done, wait));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private async listen(signal: AbortSignal, opened: () => void): Promise<void> {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': String(this.last) };
    const answer = await fetch('/api/v1/events', { headers, signal, cache: 'no-store' });
    if (!answer.ok || !answer.body) throw new Error(String(answer.status));
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (text + value).split('\n\n');
      text = parts.pop()!;
      for (const part of parts) this.take(part);
    }
  }

  private take(part: string): void {
    const data = part.split('\n').find((line) => line.startsWith('data: '));
    if (!data) return;
    const event = JSON.parse(data.slice(6)) as EventOut;
    if (event.seq <= this.last) return;
    this.last = event.seq;
    const word = event.kind.split('.')[0]!;
    for (const [heard, words] of this.hearers) if (words.includes(word)) heard(event);
  }
}

export const stream = new Stream();

/** Call `act` once things have been quiet for a moment, however often it is asked to. */
export function settled(act: () => void, ms = 300): () => void {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, ms);
  };
}
