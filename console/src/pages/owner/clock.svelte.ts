/** The desk's clock, counted on by this machine: deadlines are the desk's, whatever the machine's clock says. */

import { lasting } from '../../lib/times';

class DeskClock {
  now = $state(Date.now());
  private ahead = 0;

  /** Set it by what the desk said, an instant as text. */
  set(now: string): void {
    this.ahead = new Date(now).getTime() - Date.now();
    this.now = Date.now() + this.ahead;
  }

  /** Count until the returned function runs. */
  count(): () => void {
    const timer = setInterval(() => (this.now = Date.now() + this.ahead), 1000);
    return () => clearInterval(timer);
  }

  /** Seconds from now until an instant; below zero once it is over. */
  until(at: string): number {
    return (new Date(at).getTime() - this.now) / 1000;
  }
}

export const desk = new DeskClock();

/** A length of time as a countdown has it: minutes and seconds within the last hour. */
export function counted(seconds: number): string {
  if (seconds >= 3600) return lasting(seconds);
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
