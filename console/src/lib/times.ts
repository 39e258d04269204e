/** Instants as people read them: UTC always, local time on hover. */

import { words } from './words.svelte';

const UTC = { timeZone: 'UTC', hour12: false } as const;

export type Instant = string | number | Date;

/** Numbers are POSIX seconds, as the sky has them. */
export function dated(at: Instant): Date {
  return typeof at === 'number' ? new Date(at * 1000) : new Date(at);
}

export function clock(at: Instant, seconds = false): string {
  const iso = dated(at).toISOString();
  return iso.slice(11, seconds ? 19 : 16);
}

export function day(at: Instant): string {
  return dated(at).toLocaleDateString(words.language, { ...UTC, day: 'numeric', month: 'short' });
}

export function full(at: Instant): string {
  const date = dated(at).toLocaleDateString(words.language, { ...UTC, dateStyle: 'medium' });
  return `${date}, ${clock(at, true)} UTC`;
}

export function local(at: Instant): string {
  return dated(at).toLocaleString(words.language, {
    dateStyle: 'medium',
    timeStyle: 'long',
  });
}

/** A length of time, short: 45 s, 12 min, 3 h 05 min, 2 d 4 h. */
export function lasting(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const unit = (value: number, name: string) =>
    value.toLocaleString(words.language, { style: 'unit', unit: name, unitDisplay: 'short' });
  if (minutes < 1) return unit(Math.round(Math.abs(seconds)), 'second');
  if (minutes < 60) return unit(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}`;
  return `${unit(Math.floor(hours / 24), 'day')} ${unit(hours % 24, 'hour')}`;
}
