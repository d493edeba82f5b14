import { ValueStore } from '../../ui/value-store.js';

/** The name of the page on screen: on a phone it stands in the bar above, where a page's own bar has no room for it. */
export const pageTitle = new ValueStore('');
