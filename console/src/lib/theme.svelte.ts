/** Light or dark: by the system, or as the person chose on this machine. */

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'artel.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Look {
  chosen = $state<Theme>('system');
  /** Changes with every change of colours, so that canvases draw themselves anew. */
  turn = $state(0);

  choose(theme: Theme): void {
    this.chosen = theme;
    localStorage.setItem(KEY, theme);
    this.apply();
  }

  apply(): void {
    const dark = this.chosen === 'dark' || (this.chosen === 'system' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    this.turn += 1;
  }
}

export const look = new Look();

export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  if (kept === 'light' || kept === 'dark') look.chosen = kept;
  system.addEventListener('change', () => look.apply());
  look.apply();
}

/** The colours of the present theme, for canvases. */
export function colours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (name) => {
    let value = known.get(name);
    if (value === undefined) known.set(name, (value = style.getPropertyValue(`--${name}`).trim()));
    return value;
  };
}
