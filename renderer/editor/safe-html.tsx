import { useEffect, useRef } from 'react';
import { drawSafely } from './draw-safely.ts';
import type { ImageUrls } from './inline-images.ts';

export interface SafeHtmlProps {
  readonly html: string;
  readonly className?: string;
  readonly urls?: ImageUrls | null;
}

/** Foreign HTML to look at: sanitised, in a shadow tree. Links in it do nothing. */
export function SafeHtml({ html, className, urls = null }: SafeHtmlProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current !== null) drawSafely(place.current, html, urls);
  }, [html, urls]);
  return <div ref={place} className={className} />;
}
