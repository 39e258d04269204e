/** Who is signed in. */

import { ask, carry, type Answer } from './api';
import { stream } from './events.svelte';

export type Me = Answer<'GET /me'>;

class Session {
  me = $state.raw<Me | undefined>();
  state = $state<'asking' | 'in' | 'out' | 'unreached'>('asking');

  /** Ask the desk who this browser is signed in as. */
  async look(): Promise<void> {
    try {
      const me = await ask('GET /me');
      carry(me.csrf ?? '', () => this.left());
      this.me = me;
      this.state = 'in';
    } catch (error) {
      this.left();
      if ((error as { status?: number }).status !== 401) this.state = 'unreached';
    }
  }

  async signIn(name: string, password: string): Promise<void> {
    await ask('POST /sessions', { body: { name, password } });
    await this.look();
  }

  /** Trade a one-time link's token for a session; the password is set after that. */
  async welcome(token: string): Promise<void> {
    await ask('POST /sessions/one-time', { body: { token } });
    await this.look();
  }

  async signOut(): Promise<void> {
    await ask('DELETE /sessions/current').catch(() => undefined);
    this.left();
  }

  private left(): void {
    stream.end();
    carry('', () => undefined);
    this.me = undefined;
    this.state = 'out';
  }
}

export const session = new Session();

const OPERATOR = ['planner', 'finance', 'auditor', 'admin'];

/** Whether the person belongs to the joint operator, and so reads what concerns everybody. */
export function operator(): boolean {
  return OPERATOR.includes(session.me?.role ?? '');
}
