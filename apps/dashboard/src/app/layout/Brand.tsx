/** The sign: one lane up, one lane down. */
export function BrandSign({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden>
      <rect width="22" height="22" rx="6" fill="var(--raised)" />
      <path d="M7 17V6m0 0L4.5 9M7 6l2.5 3" stroke="var(--rest)" strokeWidth="2" fill="none" />
      <path d="M15 5v11m0 0l-2.5-3m2.5 3l2.5-3" stroke="var(--kafka)" strokeWidth="2" fill="none" />
    </svg>
  );
}
