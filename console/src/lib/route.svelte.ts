/** Which page is shown: the path of the address, kept by the browser's own history. */

class Place {
  path = $state(location.pathname);
  query = $state(new URLSearchParams(location.search));

  go(path: string, replace = false): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    this.read();
  }

  read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }
}

export const place = new Place();
addEventListener('popstate', () => place.read());

/** Follow a link inside the console without loading it anew. */
export function follows(event: MouseEvent): void {
  const link = (event.target as Element).closest('a');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (link.origin !== location.origin || link.target || link.hasAttribute('download') || link.hash) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  place.go(link.pathname + link.search);
}
