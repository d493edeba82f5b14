import { use, type ComponentType } from 'react';

/** The code of a page could not be loaded: the network is away, or a new release has other file names. */
export class PageLoadError extends Error {
  constructor(cause: unknown) {
    super('The code of this page could not be loaded', { cause });
    this.name = 'PageLoadError';
  }
}

export interface LazyPage {
  (): React.ReactNode;
  /** Loads the code, again where that failed before. Never rejects: drawing the page says what failed. */
  preload: () => Promise<void>;
  /** Whether the code is here. */
  isLoaded: () => boolean;
}

/**
 * A page whose code is loaded when it is gone to, or before. Not the router's own: that one reloads
 * the whole document by itself, which without a network leaves nothing on screen.
 */
export function lazyPage(load: () => Promise<ComponentType>): LazyPage {
  let loaded: ComponentType | undefined;
  let failure: PageLoadError | undefined;
  let loading: Promise<void> | undefined;
  const preload = () => {
    if (loaded) return Promise.resolve();
    loading ??= load()
      .then(
        (component) => void (loaded = component),
        (cause: unknown) => void (failure = new PageLoadError(cause)),
      )
      .finally(() => (loading = undefined));
    return loading;
  };
  function Lazy() {
    const Loaded = loaded;
    if (Loaded) return <Loaded />;
    if (failure) throw failure;
    use(preload());
    return null;
  }
  Lazy.preload = () => {
    if (!loading) failure = undefined;
    return preload();
  };
  Lazy.isLoaded = () => loaded !== undefined;
  return Lazy;
}
