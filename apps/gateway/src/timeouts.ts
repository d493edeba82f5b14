import { templateFits } from '@contraflow/capture';
import type { Timeouts } from './config.js';

/** @returns for a service: a function of the path (no query) that tells milliseconds, 0 for no time-out */
export function timeoutOf(service: string, { seconds, rules }: Timeouts): (target: string) => number {
  const own = rules.filter((rule) => rule.service === null || rule.service === service);
  const usual = (own.find(({ template }) => template === null)?.seconds ?? seconds) * 1_000;
  const routes = own.flatMap(({ service: named, template, seconds: after }) => (template === null ? [] : [{ named, segments: template.split('/'), ms: after * 1_000 }]));
  routes.sort((a, b) => Number(b.named !== null) - Number(a.named !== null));
  if (routes.length === 0) return () => usual;
  return (target) => {
    const mark = target.indexOf('?');
    const segments = (mark === -1 ? target : target.slice(0, mark)).split('/');
    return routes.find((route) => templateFits(route.segments, segments))?.ms ?? usual;
  };
}
