import { useLayoutEffect, useState, type RefObject } from 'react';

/**
 * How many children of a wrapping box stand in the lines that it shows. Those behind are out of sight,
 * and have to be out of reach.
 * @param contents changes when the children may have other widths
 */
export function useFitting(box: RefObject<HTMLElement | null>, contents: string): number {
  const [fitting, setFitting] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const bottom = element.getBoundingClientRect().bottom + 1;
      const children = [...element.children].filter((child) => child instanceof HTMLElement);
      const beyond = children.findIndex((child) => child.getBoundingClientRect().bottom > bottom);
      setFitting(beyond === -1 ? children.length : beyond);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, contents]);
  return fitting;
}
